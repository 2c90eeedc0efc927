package data

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A CIFAR image is three planes (red, green, blue) of side×side bytes.
const (
	cifarSide   = 32
	cifarPlane  = cifarSide * cifarSide
	cifarPixels = 3 * cifarPlane
)

// cifarFormat tells CIFAR-10 from CIFAR-100. A record is a byte for each kind of label and
// then the pixels.
type cifarFormat struct {
	name  string
	kinds []labelKind
	used  int // which of the kinds gives the labels
}

// labelKind is one of the labels that every image has.
type labelKind struct {
	name    string // as Loader.Labels has it
	classes int
	names   string // the text file of their names
}

var (
	cifar10  = cifarFormat{name: "CIFAR-10", kinds: []labelKind{{"", 10, "batches.meta.txt"}}}
	cifar100 = cifarFormat{name: "CIFAR-100", kinds: []labelKind{
		{"coarse", 20, "coarse_label_names.txt"}, {"fine", 100, "fine_label_names.txt"},
	}}
)

func foundCIFAR10(d directory) bool {
	return len(matching(d.names, "data_batch_*.bin"))+len(matching(d.names, "test_batch.bin")) > 0
}

func loadCIFAR10(ctx context.Context, l *loading, d directory) (*Set, error) {
	if err := l.refuseLabels(); err != nil {
		return nil, err
	}
	pattern := "data_batch_*.bin"
	if l.split() == Test {
		pattern = "test_batch.bin"
	}
	return cifar10.load(ctx, l, d, pattern)
}

func foundCIFAR100(d directory) bool {
	return slices.Contains(d.names, "train.bin") || slices.Contains(d.names, "test.bin")
}

func loadCIFAR100(ctx context.Context, l *loading, d directory) (*Set, error) {
	f := cifar100
	f.used = slices.IndexFunc(f.kinds, func(k labelKind) bool { return k.name == cmp.Or(l.Labels, "fine") })
	if f.used < 0 {
		return nil, fmt.Errorf(`labels %s: those of CIFAR-100 are "fine" or "coarse"`, l.Labels)
	}
	return f.load(ctx, l, d, string(l.split())+".bin")
}

// load reads all files of the folder that match the pattern, in order of name.
func (f cifarFormat) load(ctx context.Context, l *loading, d directory, pattern string) (*Set, error) {
	names := matching(d.names, pattern)
	if len(names) == 0 {
		return nil, absentf("%s holds %s files, but no %s", d.path, f.name, pattern)
	}
	kind := f.kinds[f.used]
	classes, err := classNames(filepath.Join(d.path, kind.names), kind.classes)
	if err != nil {
		return nil, err
	}
	set := &Set{Height: cifarSide, Width: cifarSide, Channels: 3, Classes: classes, Source: source(d.path, names...)}
	for _, file := range names {
		raw, err := readFile(ctx, filepath.Join(d.path, file))
		if err != nil {
			return nil, err
		}
		if err := f.parse(l, set, file, raw); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(d.path, file), err)
		}
	}
	return set, nil
}

// parse appends the records of one file's contents to the set. One with a label out of
// range is a bad item.
func (f cifarFormat) parse(l *loading, set *Set, file string, raw []byte) error {
	record := len(f.kinds) + cifarPixels
	if len(raw) == 0 || len(raw)%record != 0 {
		return fmt.Errorf("%d bytes are not a whole number of %s records of %d bytes: truncated or another format",
			len(raw), f.name, record)
	}
	n := len(raw) / record
	l.items += n
	set.files.begin(file, set.Len())
	set.Labels = slices.Grow(set.Labels, n)
	set.Pixels = slices.Grow(set.Pixels, n*cifarPixels)
	for i := range n {
		labels, planes := raw[i*record:][:len(f.kinds)], raw[i*record+len(f.kinds):][:cifarPixels]
		if err := f.checkLabels(labels); err != nil {
			l.report.bad(recordName(file, i), err)
			continue
		}
		set.files.records = append(set.files.records, i)
		set.Labels = append(set.Labels, int(labels[f.used]))
		set.Pixels = appendInterleaved(set.Pixels, planes)
	}
	return nil
}

func (f cifarFormat) checkLabels(labels []byte) error {
	for i, kind := range f.kinds {
		if int(labels[i]) >= kind.classes {
			return fmt.Errorf("label %d out of range 0..%d", labels[i], kind.classes-1)
		}
	}
	return nil
}

// appendInterleaved appends three colour planes pixel by pixel.
func appendInterleaved(dst, planes []uint8) []uint8 {
	var image [cifarPixels]uint8
	red, green, blue := planes[:cifarPlane], planes[cifarPlane:][:cifarPlane], planes[2*cifarPlane:][:cifarPlane]
	for i := range cifarPlane {
		image[3*i], image[3*i+1], image[3*i+2] = red[i], green[i], blue[i]
	}
	return append(dst, image[:]...)
}

// classNames reads the names of n classes, one a line. Where the file does not
// exist it returns the numbers 0..n-1.
func classNames(path string, n int) ([]string, error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return numberedClasses(n), nil
	}
	if err != nil {
		return nil, err
	}
	names := strings.Fields(string(text))
	if len(names) != n {
		return nil, fmt.Errorf("%s names %d classes, want %d", path, len(names), n)
	}
	return names, nil
}

func numberedClasses(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

package data

import (
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

// cifarFormat tells CIFAR-10 from CIFAR-100. A record is its label bytes and
// then the pixels; limits are the numbers of classes that each label byte
// counts, and the last label byte is the one used.
type cifarFormat struct {
	name   string
	limits []int
	names  string // the text file of class names
}

var (
	cifar10  = cifarFormat{name: "CIFAR-10", limits: []int{10}, names: "batches.meta.txt"}
	cifar100 = cifarFormat{name: "CIFAR-100", limits: []int{20, 100}, names: "fine_label_names.txt"}
)

func foundCIFAR10(d directory) bool {
	return len(matching(d.names, "data_batch_*.bin"))+len(matching(d.names, "test_batch.bin")) > 0
}

func loadCIFAR10(ctx context.Context, d directory, split Split) (*Set, error) {
	pattern := "data_batch_*.bin"
	if split == Test {
		pattern = "test_batch.bin"
	}
	return cifar10.load(ctx, d, pattern)
}

func foundCIFAR100(d directory) bool {
	return slices.Contains(d.names, "train.bin") || slices.Contains(d.names, "test.bin")
}

func loadCIFAR100(ctx context.Context, d directory, split Split) (*Set, error) {
	return cifar100.load(ctx, d, string(split)+".bin")
}

// load reads all files of the folder that match the pattern, in order of name.
func (f cifarFormat) load(ctx context.Context, d directory, pattern string) (*Set, error) {
	names := matching(d.names, pattern)
	if len(names) == 0 {
		return nil, fmt.Errorf("%s holds %s files, but no %s", d.path, f.name, pattern)
	}
	classes, err := classNames(filepath.Join(d.path, f.names), f.classes())
	if err != nil {
		return nil, err
	}
	set := &Set{Height: cifarSide, Width: cifarSide, Channels: 3, Classes: classes, Source: source(d.path, names...)}
	set.files.names = names
	for _, file := range names {
		path := filepath.Join(d.path, file)
		raw, err := readFile(ctx, path)
		if err != nil {
			return nil, err
		}
		set.files.starts = append(set.files.starts, set.Len())
		if err := f.parse(set, path, raw); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// parse appends the records of one file's contents to the set. Path is for
// messages alone.
func (f cifarFormat) parse(set *Set, path string, raw []byte) error {
	record := len(f.limits) + cifarPixels
	if len(raw) == 0 || len(raw)%record != 0 {
		return fmt.Errorf("%s: %d bytes are not a whole number of %s records of %d bytes: truncated or another format",
			path, len(raw), f.name, record)
	}
	n := len(raw) / record
	set.Labels = slices.Grow(set.Labels, n)
	set.Pixels = slices.Grow(set.Pixels, n*cifarPixels)
	for i := range n {
		labels, planes := raw[i*record:][:len(f.limits)], raw[i*record+len(f.limits):][:cifarPixels]
		for j, limit := range f.limits {
			if int(labels[j]) >= limit {
				return fmt.Errorf("%s: record %d: label %d out of range 0..%d", path, i, labels[j], limit-1)
			}
		}
		set.Labels = append(set.Labels, int(labels[len(labels)-1]))
		set.Pixels = appendInterleaved(set.Pixels, planes)
	}
	return nil
}

func (f cifarFormat) classes() int { return f.limits[len(f.limits)-1] }

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

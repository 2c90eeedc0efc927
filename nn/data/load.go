package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/abc86604/temper/nn/format/arrayfile"
)

// shapesSeed makes the set that is called shapesName.
const (
	shapesName = "shapes"
	shapesSeed = 1
)

// Loader says where a data set is, and how it is taken. The zero value of all fields but
// Path is what is usual.
type Loader struct {
	// Path is a folder of images, a file of rows, or "shapes"; see [Loader.Load].
	Path string
	// Labels is the path of a file with the labels of rows, an integer from 0 up for each:
	// any that package arrayfile reads. "" is for rows whose labels nobody knows. Images
	// have labels of their own; CIFAR-100 has two sets of them, "fine" and "coarse".
	Labels string
	// Limit is the number of items to take, the first ones; 0: all.
	Limit int
	// Ground is the red, green and blue behind the transparent parts of images.
	Ground [3]uint8
	// SkipBad leaves bad items out, which are an error otherwise: files that cannot be
	// decoded, rows with NaN or Inf, labels out of range, class folders without images.
	// It changes neither which split the others are of nor their names.
	SkipBad bool
	// Progress, unless nil, is called now and then, by one goroutine at a time, while
	// images are decoded: so many of them are done.
	Progress func(done, total int)
}

// Load reads one split of the data set at a path as usual: it is [Loader.Load], without
// its report.
func Load(ctx context.Context, path string, split Split) (Source, error) {
	source, _, err := Loader{Path: path}.Load(ctx, split)
	return source, err
}

// Load reads one split of the data set. The path is the word "shapes", for the embedded
// set that [Shapes] makes, or that of a file of rows, or of a folder, whose format is told
// by what it holds:
//
//   - CIFAR-10 binary: the training split is every data_batch_*.bin there is,
//     the test split test_batch.bin; batches.meta.txt names the classes.
//   - CIFAR-100 binary: train.bin and test.bin, by their fine labels or the coarse ones;
//     fine_label_names.txt and coarse_label_names.txt name the classes.
//   - IDX, as MNIST and its like use it: train-images-idx3-ubyte and
//     train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each as
//     it is or with .gz, with a dot before idx or test in place of t10k, and with a name in
//     front. Where there are several such sets, as EMNIST comes, the path has that name
//     behind the folder's, such as emnist/emnist-letters.
//   - Images by package picture's formats, resized to 32×32, in one folder per class, or
//     all loose, without labels; see the package documentation for how they are split.
//
// A folder that holds nothing but another folder stands for that one. Where a file of
// class names is missing the classes are called by number.
//
// Rows are not split themselves: every tenth is held out for testing, the 10th, the 20th
// and so on. All rows of a matrix are a source by [NewRows].
//
// The source is [Named]: where a split leaves items out, the others keep their names. All
// images are a [*Set], all rows [*Rows], and the first of them a [Part]. Bad items are a
// [*BadItems], which lists all of them, those of the test split as well where the training
// split is read: before a training, and not after it. Other errors name the file and, where
// there is one, the record or the row. When ctx ends, Load soon returns its error.
func (l Loader) Load(ctx context.Context, split Split) (Source, Report, error) {
	if err := checkSplit(split); err != nil {
		return nil, Report{}, err
	}
	source, report, err := l.loadAll(ctx, split)
	if err != nil {
		return nil, report, err
	}
	report.Limit = l.Limit
	return Limit(source, l.Limit), report, nil
}

func (l Loader) loadAll(ctx context.Context, split Split) (Source, Report, error) {
	switch {
	case l.Path == shapesName:
		return l.loadShapes(ctx, split)
	case isFile(l.Path):
		return l.loadRows(ctx, split)
	}
	return l.loadImages(ctx, split)
}

// isFile tells whether a path is that of a file, there or not, and not of a folder.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() || err != nil && arrayfile.Named(path)
}

func (l Loader) loadShapes(ctx context.Context, split Split) (Source, Report, error) {
	if err := l.refuseLabels(); err != nil {
		return nil, Report{}, err
	}
	set, err := loadShapes(ctx, split, shapesSeed)
	if err != nil {
		return nil, Report{}, err
	}
	report := Report{Path: shapesName, Split: split}
	report.describe(set, len(set.Classes))
	return set, report, nil
}

// refuseLabels returns an error if labels are named for a set that has its own.
func (l Loader) refuseLabels() error {
	if l.Labels == "" {
		return nil
	}
	return fmt.Errorf("labels %s: want them with a file of rows, %s is none", l.Labels, l.Path)
}

// loadImages reads a folder of images.
func (l Loader) loadImages(ctx context.Context, split Split) (Source, Report, error) {
	d, format, err := locate(l.Path)
	if err != nil {
		return nil, Report{}, err
	}
	this := loading{Loader: l, report: Report{Path: d.path, Split: split}}
	set, err := format.load(ctx, &this, d)
	if err != nil {
		return nil, Report{}, err
	}
	bad := this.report.Bad
	if split == Train && !l.SkipBad {
		bad, err = this.alsoOfTest(ctx, d, format)
		if err != nil {
			return nil, Report{}, err
		}
	}
	switch {
	case len(bad) > 0 && !l.SkipBad, set.Len() == 0:
		return nil, Report{}, &BadItems{Path: d.path, Of: this.items, Items: bad}
	}
	this.report.describe(set, len(set.Classes))
	return set, this.report, nil
}

// alsoOfTest returns the bad items of the training split, which has been read, and of the
// test split. A data set need not have one.
func (l *loading) alsoOfTest(ctx context.Context, d directory, format imageFormat) ([]BadItem, error) {
	test := loading{Loader: l.Loader, report: Report{Split: Test}}
	_, err := format.load(ctx, &test, d)
	var absent absentSplit
	if errors.As(err, &absent) {
		return l.report.Bad, nil
	}
	l.items += test.items
	bad := l.report.Bad
	for _, b := range test.report.Bad {
		if slices.Contains(l.report.Bad, b) { // of neither split, such as an empty class
			l.items--
			continue
		}
		bad = append(bad, b)
	}
	return bad, err
}

// loading is one split of images that is being read.
type loading struct {
	Loader
	report Report
	items  int // good and bad
}

func (l *loading) split() Split { return l.report.Split }

// An absentSplit is the error where a data set has no items of a split.
type absentSplit string

func (a absentSplit) Error() string { return string(a) }

func absentf(format string, args ...any) error { return absentSplit(fmt.Sprintf(format, args...)) }

// describe completes the report of the items that were taken, and warns of what is hardly
// meant.
func (r *Report) describe(s Named, classes int) {
	r.Items, r.Shape, r.Classes = s.Len(), s.Shape(), classes
	if s.Len() > 1 && allEqual(s) {
		r.warn("all %d items are equal: nothing can be learned from them", s.Len())
	}
	if single := single(s, classes); len(single) > 0 {
		r.warn("%s a single item: %s", count(len(single), "class has", "classes have"), shown(single))
	}
}

// shown is some names in a line, of which it gives the first.
func shown(names []string) string {
	const most = 3
	if len(names) > most {
		names = append(names[:most:most], "...")
	}
	return strings.Join(names, ", ")
}

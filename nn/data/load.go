package data

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/abc86604/temper/nn/format/arrayfile"
)

// shapesSeed makes the set that Load calls shapesName.
const (
	shapesName = "shapes"
	shapesSeed = 1
)

// Load reads one split of a data set: the rows of a matrix, where the path is that of a
// file by [arrayfile.Named], such as Z.npy or Z.npz:z, or else the images that
// [LoadImages] finds.
//
// A matrix is not split itself: every tenth row is held out for testing, the 10th, the
// 20th and so on. Labels is the path of another such file, with an integer from 0 up for
// each row of the matrix, or "" where nobody knows them. Images have their own: labels
// for them are an error. All rows of a matrix are a source by [NewRows].
//
// The source is [Named]: where a split leaves items out, the others keep their names.
// An error names the file and, where there is one, the record or the row. When ctx
// ends, Load soon returns its error.
func Load(ctx context.Context, path, labels string, split Split) (Source, error) {
	switch {
	case path != shapesName && arrayfile.Named(path):
		return loadRows(ctx, path, labels, split)
	case labels != "":
		return nil, fmt.Errorf("labels %s: want them with a file of rows, %s is none", labels, path)
	}
	set, err := LoadImages(ctx, path, split)
	if err != nil {
		return nil, err
	}
	return set, nil
}

// LoadImages reads one split of a set of images. The path is either the word
// "shapes", for the embedded set that [Shapes] makes, or a folder, whose format is
// told by what it holds:
//
//   - CIFAR-10 binary: the training split is every data_batch_*.bin there is,
//     the test split test_batch.bin; batches.meta.txt names the classes.
//   - CIFAR-100 binary: train.bin and test.bin, by their fine labels;
//     fine_label_names.txt names the classes.
//   - IDX, as MNIST and Fashion-MNIST use it: train-images-idx3-ubyte and
//     train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
//     t10k-labels-idx1-ubyte, each as it is or with .gz.
//   - PNG or JPEG images, resized to 32×32, in one folder per class, or all loose,
//     without labels; see the package documentation for how they are split.
//
// Where a file of class names is missing the classes are called by number. Errors
// are those of [Load].
func LoadImages(ctx context.Context, path string, split Split) (*Set, error) {
	if err := checkSplit(split); err != nil {
		return nil, err
	}
	if path == shapesName {
		return loadShapes(ctx, split, shapesSeed)
	}
	d, err := openDirectory(path)
	if err != nil {
		return nil, err
	}
	for _, format := range formats {
		if format.found(d) {
			return format.load(ctx, d, split)
		}
	}
	return nil, unknownFolder(d)
}

// formats are the kinds of folder that LoadImages knows, in the order it tries them.
var formats = []struct {
	found func(d directory) bool
	load  func(ctx context.Context, d directory, split Split) (*Set, error)
}{
	{foundCIFAR10, loadCIFAR10},
	{foundCIFAR100, loadCIFAR100},
	{foundIDX, loadIDX},
	{foundFolder, loadFolder},
}

// unknownFolder is the error for a folder of no known format.
func unknownFolder(d directory) error {
	const known = "a data set is CIFAR-10 or CIFAR-100 binary files, IDX files, or PNG or JPEG images, loose or in a folder per class"
	const shown = 3
	names := d.names
	switch {
	case len(names) == 0:
		return fmt.Errorf("%s is empty: %s", d.path, known)
	case len(names) > shown:
		names = append(names[:shown:shown], "...")
	}
	return fmt.Errorf("%s holds no data set that is known (found %s): %s", d.path, strings.Join(names, ", "), known)
}

// matching returns the names that match a pattern of path/filepath.Match.
func matching(names []string, pattern string) []string {
	var found []string
	for _, name := range names {
		if ok, err := filepath.Match(pattern, name); err != nil {
			panic("data: " + err.Error())
		} else if ok {
			found = append(found, name)
		}
	}
	return found
}

// source describes where a set came from.
func source(dir string, files ...string) string {
	return dir + ": " + strings.Join(files, ", ")
}

package data

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// shapesSeed makes the set that Load calls "shapes".
const shapesSeed = 1

// Load reads one split of a data set. The path is either the word "shapes",
// for the embedded set that [Shapes] makes, or a folder, whose format is told
// by what it holds:
//
//   - CIFAR-10 binary: the training split is every data_batch_*.bin there is,
//     the test split test_batch.bin; batches.meta.txt names the classes.
//   - CIFAR-100 binary: train.bin and test.bin, by their fine labels;
//     fine_label_names.txt names the classes.
//   - IDX, as MNIST and Fashion-MNIST use it: train-images-idx3-ubyte and
//     train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
//     t10k-labels-idx1-ubyte, each as it is or with .gz.
//   - one folder of PNG or JPEG images per class, resized to 32×32; see
//     the package documentation for how they are split.
//
// Where a file of class names is missing the classes are called by number. An
// error names the file and, where there is one, the record.
func Load(path string, split Split) (*Set, error) {
	if split != Train && split != Test {
		return nil, fmt.Errorf("unknown split %q: it is %q or %q", split, Train, Test)
	}
	if path == "shapes" {
		return Shapes(split, shapesSeed), nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	for _, format := range formats {
		if format.found(path, names) {
			return format.load(path, names, split)
		}
	}
	return nil, unknownFolder(path, names)
}

// formats are the kinds of folder that Load knows, in the order it tries
// them. Both functions get the folder and the sorted names of its entries.
var formats = []struct {
	found func(dir string, names []string) bool
	load  func(dir string, names []string, split Split) (*Set, error)
}{
	{foundCIFAR10, loadCIFAR10},
	{foundCIFAR100, loadCIFAR100},
	{foundIDX, loadIDX},
	{foundClassFolders, loadClassFolders},
}

// unknownFolder is the error for a folder of no known format.
func unknownFolder(dir string, names []string) error {
	const known = "a data set is CIFAR-10 or CIFAR-100 binary files, IDX files, or a folder of PNG or JPEG images per class"
	const shown = 3
	switch {
	case len(names) == 0:
		return fmt.Errorf("%s is empty: %s", dir, known)
	case len(names) > shown:
		names = append(names[:shown:shown], "...")
	}
	return fmt.Errorf("%s holds no data set that is known (found %s): %s", dir, strings.Join(names, ", "), known)
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

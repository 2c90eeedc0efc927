package data

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An imageFormat is a kind of folder of images.
type imageFormat struct {
	found func(d directory) bool
	load  func(ctx context.Context, l *loading, d directory) (*Set, error)
}

// formats are those that Load knows, in the order it tries them.
var formats = []imageFormat{
	{foundCIFAR10, loadCIFAR10},
	{foundCIFAR100, loadCIFAR100},
	{foundIDX, loadIDX},
	{foundFolder, loadFolder},
}

func formatOf(d directory) (imageFormat, bool) {
	for _, format := range formats {
		if format.found(d) {
			return format, true
		}
	}
	return imageFormat{}, false
}

// deepest is how many folders that hold nothing else may lie within each other.
const deepest = 8

// locate returns the folder of a data set and its format: the one named, or one within it
// that is wrapped by nothing but folders.
func locate(path string) (directory, imageFormat, error) {
	d, err := openNamed(path)
	if err != nil {
		return d, imageFormat{}, err
	}
	for range deepest {
		if err := refusePickles(d); err != nil {
			return d, imageFormat{}, err
		}
		within, ok := d.wrapped()
		if !ok {
			break
		}
		d = within
	}
	format, ok := formatOf(d)
	if !ok {
		return d, format, unknownFolder(d)
	}
	return d, format, nil
}

// openNamed opens a folder. Where there is none of that name, but the files of an IDX set
// begin with it, it is the folder as it would be with that set alone.
func openNamed(path string) (directory, error) {
	d, err := openDirectory(path)
	if !os.IsNotExist(err) {
		return d, err
	}
	parent, parentErr := openDirectory(filepath.Dir(path))
	if parentErr != nil {
		return d, err
	}
	if set := parent.startingWith(filepath.Base(path)); foundIDX(set) {
		return set, nil
	}
	return d, err
}

// wrapped returns the folder in d that a data set lies in, where d holds nothing else: one
// with files of many images, or one that has folders itself and no images. A folder of
// images alone is a class.
func (d directory) wrapped() (directory, bool) {
	folders := d.folders()
	if len(folders) != 1 || len(d.images()) > 0 || manyInFiles(d) || splitOf(folders[0]) != "" {
		return directory{}, false
	}
	within, err := openDirectory(filepath.Join(d.path, folders[0]))
	if err != nil {
		return directory{}, false
	}
	return within, manyInFiles(within) || len(within.folders()) > 0 && len(within.images()) == 0
}

// manyInFiles tells whether a folder holds a data set in files of many images.
func manyInFiles(d directory) bool {
	return foundCIFAR10(d) || foundCIFAR100(d) || foundIDX(d) || refusePickles(d) != nil
}

// pickles are data sets as Python's pickles, by two files of each, and where the same
// images are in a format that is read.
var pickles = []struct{ file, meta, archive string }{
	{"data_batch_1", "batches.meta", "cifar-10-binary.tar.gz"},
	{"train", "meta", "cifar-100-binary.tar.gz"},
}

// refusePickles returns an error for a folder of pickles.
func refusePickles(d directory) error {
	for _, p := range pickles {
		if d.hasFile(p.file) && d.hasFile(p.meta) {
			return fmt.Errorf("%s: %s and its like are Python pickles, which are not read: the same images are in %s", d.path, p.file, p.archive)
		}
	}
	return nil
}

// unknownFolder is the error for a folder of no known format.
func unknownFolder(d directory) error {
	const known = "a data set is CIFAR-10 or CIFAR-100 binary files, IDX files, or images, loose or in a folder per class"
	if len(d.names) == 0 {
		return fmt.Errorf("%s is empty: %s", d.path, known)
	}
	return fmt.Errorf("%s holds no data set that is known (found %s): %s", d.path, shown(d.names), known)
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

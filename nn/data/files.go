package data

import (
	"path/filepath"
	"slices"
	"strconv"
)

// files says where the images of a set lie: in files of one image each, or, where
// starts is not nil, in files of many, of which the k-th begins with image starts[k] of
// the set. The zero value is for images of no file.
type files struct {
	names  []string
	starts []int
}

// name returns the file of image i, and behind a colon which of its images it is, from
// 0 up, where the file has many. Images of no file are called by their numbers.
func (f files) name(i int) string {
	switch {
	case f.names == nil:
		return strconv.Itoa(i)
	case f.starts == nil:
		return f.names[i]
	}
	next, _ := slices.BinarySearch(f.starts, i+1)
	return f.names[next-1] + ":" + strconv.Itoa(i-f.starts[next-1])
}

// relativeTo gives the names as seen from a folder, with slashes on every system.
func (f files) relativeTo(dir string) error {
	for i, name := range f.names {
		relative, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		f.names[i] = filepath.ToSlash(relative)
	}
	return nil
}

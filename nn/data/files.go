package data

import (
	"slices"
	"strconv"
)

// files says where the images of a set lie: in files of one image each, or, where
// starts is not nil, in files of many, of which the k-th begins with image starts[k] of
// the set. The zero value is for images of no file.
type files struct {
	names   []string
	starts  []int
	records []int // the number of every image in its file; nil where all images are there
}

// begin notes that image first of the set and those after it are of the file.
func (f *files) begin(name string, first int) {
	f.names, f.starts = append(f.names, name), append(f.starts, first)
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
	if f.records == nil {
		return recordName(f.names[next-1], i-f.starts[next-1])
	}
	return recordName(f.names[next-1], f.records[i])
}

func recordName(file string, record int) string { return file + ":" + strconv.Itoa(record) }

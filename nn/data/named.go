package data

import "strconv"

// Named is a [Source] that knows its items by name. What this package loads and makes
// is Named, and so is a [Part] of what is; a source of one's own need not be.
type Named interface {
	Source
	// Name says which item i is, for someone who wants to find it again. Items of a
	// [Set] from a folder of images are called by their files, relative to the folder
	// and with slashes: "cat/17.png", "train/cat/17.png". Those of files that hold many
	// have the file's name, a colon and the number of the record from 0 up, as errors
	// count them too: "data_batch_3.bin:17", "train-images-idx3-ubyte.gz:17". The
	// embedded set has the split in the file's place, "test:17". [Rows] and a Set of
	// one's own have the number alone; that of a row is the one in its file, not in
	// its split.
	Name(i int) string
	// Class returns the name of the class of item i, its number where it has no name,
	// and "" where nobody knows it.
	Class(i int) string
}

// className is the name of a class that has a number alone.
func className(label int) string {
	if label < 0 {
		return ""
	}
	return strconv.Itoa(label)
}

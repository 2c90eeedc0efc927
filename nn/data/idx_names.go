package data

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// idxName is what IDX files are called: the set's name, which MNIST has not and EMNIST has,
// the split, what is in them. MNIST's come with a dot, too, as programs unpack them.
var idxName = regexp.MustCompile(`(?i)^(?:(.*)-)?(train|t10k|test)-(images[-.]idx3|labels[-.]idx1)-ubyte(\.gz)?$`)

// idxFiles are the two files of a split of a set.
type idxFiles struct{ set, images, labels string }

func foundIDX(d directory) bool { return slices.ContainsFunc(d.names, idxName.MatchString) }

// idxFilesOf finds the files of a split. It is an error if a folder has several sets.
func idxFilesOf(d directory, split Split) (idxFiles, error) {
	var files idxFiles
	var sets []string
	for _, name := range d.names {
		parts := idxName.FindStringSubmatch(name)
		if parts == nil {
			continue
		}
		set, of, kind := parts[1], idxSplit(parts[2]), parts[3]
		if !slices.Contains(sets, set) {
			sets = append(sets, set)
		}
		file := &files.labels
		if strings.EqualFold(kind[:len("images")], "images") {
			file = &files.images
		}
		if of == split && *file == "" { // of a file and its .gz the file, which sorts first
			files.set, *file = set, name
		}
	}
	switch {
	case len(sets) > 1:
		return files, fmt.Errorf("%s holds %d data sets: name one of them, such as %s", d.path, len(sets), filepath.Join(d.path, sets[0]))
	case files.images == "" && files.labels == "":
		return files, absentf("%s holds IDX files, but none of the %s split", d.path, split)
	case files.images == "" || files.labels == "":
		return files, fmt.Errorf("%s holds %s without its %s", d.path, files.images+files.labels, missing(files))
	}
	return files, nil
}

func missing(files idxFiles) string {
	if files.images == "" {
		return "images"
	}
	return "labels"
}

// idxSplit is the split that an IDX file is called after.
func idxSplit(name string) Split {
	if strings.EqualFold(name, string(Train)) {
		return Train
	}
	return Test
}

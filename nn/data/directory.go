package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/abc86604/temper/nn/format/picture"
)

// directory is a folder and what it holds, sorted by name.
type directory struct {
	path    string
	entries []os.DirEntry
	names   []string // of the entries
}

func openDirectory(path string) (directory, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return directory{}, err
	}
	return directoryOf(path, entries), nil
}

func directoryOf(path string, entries []os.DirEntry) directory {
	d := directory{path: path, entries: entries, names: make([]string, len(entries))}
	for i, entry := range entries {
		d.names[i] = entry.Name()
	}
	return d
}

// startingWith is the folder with those entries alone whose names begin so.
func (d directory) startingWith(prefix string) directory {
	return directoryOf(d.path, slices.DeleteFunc(slices.Clone(d.entries), func(e os.DirEntry) bool {
		return !strings.HasPrefix(e.Name(), prefix)
	}))
}

// folders returns the names of the folders, and links to one, that are not junk.
func (d directory) folders() []string {
	var folders []string
	for _, entry := range d.entries {
		if !junk(entry.Name()) && d.isFolder(entry) {
			folders = append(folders, entry.Name())
		}
	}
	return folders
}

// images returns the paths of all files that are called like images, but for junk.
func (d directory) images() []string {
	var paths []string
	for _, entry := range d.entries {
		if isImage(entry.Name()) && !junk(entry.Name()) && !d.isFolder(entry) {
			paths = append(paths, filepath.Join(d.path, entry.Name()))
		}
	}
	return paths
}

// hasFile tells whether the folder holds a file of a name.
func (d directory) hasFile(name string) bool {
	i := slices.Index(d.names, name)
	return i >= 0 && !d.isFolder(d.entries[i])
}

// isImage tells whether a name ends like that of an image.
func isImage(name string) bool {
	return slices.Contains(picture.Extensions, strings.ToLower(filepath.Ext(name)))
}

// leftovers are what systems and programs leave in folders, beside what is hidden.
var leftovers = []string{
	"__MACOSX",                                    // archives of macOS
	"@eaDir", "#recycle", "@Recycle", "#snapshot", // network storage
	"lost+found",                                // file systems of Linux
	"$RECYCLE.BIN", "System Volume Information", // Windows
	"Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", // viewers of folders
	"__pycache__", "CVS", // programs
}

// junk tells whether a name is one that nobody gave: hidden, or of a leftover.
func junk(name string) bool {
	same := func(other string) bool { return strings.EqualFold(name, other) }
	return strings.HasPrefix(name, ".") || slices.ContainsFunc(leftovers, same)
}

func (d directory) isFolder(entry os.DirEntry) bool {
	if entry.Type()&os.ModeSymlink == 0 {
		return entry.IsDir()
	}
	info, err := os.Stat(filepath.Join(d.path, entry.Name()))
	return err == nil && info.IsDir()
}

package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	d := directory{path: path, entries: entries, names: make([]string, len(entries))}
	for i, entry := range entries {
		d.names[i] = entry.Name()
	}
	return d, nil
}

// folders returns the names of the folders, and links to one, that are not hidden.
func (d directory) folders() []string {
	var folders []string
	for _, entry := range d.entries {
		if d.isFolder(entry) && !hidden(entry) {
			folders = append(folders, entry.Name())
		}
	}
	return folders
}

// images returns the paths of the PNG and JPEG files that are not hidden.
func (d directory) images() []string {
	var paths []string
	for _, entry := range d.entries {
		extension := strings.ToLower(filepath.Ext(entry.Name()))
		if slices.Contains(imageExtensions, extension) && !hidden(entry) && !d.isFolder(entry) {
			paths = append(paths, filepath.Join(d.path, entry.Name()))
		}
	}
	return paths
}

var imageExtensions = []string{".png", ".jpg", ".jpeg"}

func hidden(entry os.DirEntry) bool { return strings.HasPrefix(entry.Name(), ".") }

func (d directory) isFolder(entry os.DirEntry) bool {
	if entry.Type()&os.ModeSymlink == 0 {
		return entry.IsDir()
	}
	info, err := os.Stat(filepath.Join(d.path, entry.Name()))
	return err == nil && info.IsDir()
}

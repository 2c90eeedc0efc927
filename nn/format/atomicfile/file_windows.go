package atomicfile

import (
	"os"
	"path/filepath"
)

// pending is a temporary file that is to replace another. Package renameio leaves
// Windows out, because nothing there is promised to be atomic; in practice
// NTFS's rename within a folder is, but it fails while another program has the
// old file open.
type pending struct {
	*os.File
	path   string
	closed bool
	done   bool
}

// create takes no notice of perm, which Windows does not know.
func create(path string, _ os.FileMode) (*pending, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*")
	if err != nil {
		return nil, err
	}
	return &pending{File: f, path: path}, nil
}

// CloseAtomicallyReplace syncs and closes the file and renames it.
func (f *pending) CloseAtomicallyReplace() error {
	if err := f.Sync(); err != nil {
		return err
	}
	f.closed = true
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), f.path); err != nil {
		return err
	}
	f.done = true
	return nil
}

// Cleanup closes and removes the file unless it has replaced the other.
func (f *pending) Cleanup() error {
	if f.done {
		return nil
	}
	var closing error
	if !f.closed {
		closing = f.Close()
	}
	if err := os.Remove(f.Name()); err != nil {
		return err
	}
	f.done = true
	return closing
}

// Package atomicfile writes files that appear, or replace older ones, only when
// they are complete: a reader sees the old file or the new one and never half
// of either, also if the program or the machine stops in between. Windows
// promises less: see file_windows.go.
package atomicfile

import (
	"errors"
	"io"
	"os"
	"sync"
)

// Replace calls write with a temporary file beside path, syncs it and renames it
// to path. If anything fails the temporary file is removed and path left as it
// was. A new file gets the permissions perm less the umask. Errors in creating
// the temporary file do not show its name.
func Replace(path string, perm os.FileMode, write func(io.Writer) error) error {
	f, err := Create(path, perm)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if err := write(f); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

// A File is a temporary file that is to replace another.
type File struct{ *pending }

// open are the temporary files that there are.
var open struct {
	sync.Mutex
	files map[*pending]bool
}

// Create opens the temporary file that is to replace path, in its folder: call
// CloseAtomicallyReplace when it is complete, and Cleanup, which then does
// nothing, in any case.
func Create(path string, perm os.FileMode) (*File, error) {
	open.Lock()
	defer open.Unlock()
	f, err := create(path, perm)
	if err != nil {
		if pathErr := (*os.PathError)(nil); errors.As(err, &pathErr) { // its path is the temporary one
			err = pathErr.Err
		}
		return nil, err
	}
	if open.files == nil {
		open.files = map[*pending]bool{}
	}
	open.files[f] = true
	return &File{f}, nil
}

// CloseAtomicallyReplace syncs and closes the file and renames it.
func (f *File) CloseAtomicallyReplace() error {
	if err := f.Sync(); err != nil { // before the lock: it may take long
		return err
	}
	open.Lock()
	defer open.Unlock()
	err := f.pending.CloseAtomicallyReplace()
	if err == nil {
		delete(open.files, f.pending)
	}
	return err
}

// Cleanup closes and removes the file unless it has replaced the other.
func (f *File) Cleanup() error {
	open.Lock()
	defer open.Unlock()
	delete(open.files, f.pending)
	return f.pending.Cleanup()
}

// Abandon removes all temporary files there are, for a program that ends at once: from
// here on nothing more is written, and who tries waits for ever.
func Abandon() {
	open.Lock()
	for f := range open.files {
		os.Remove(f.Name())
	}
}

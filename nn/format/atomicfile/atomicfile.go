// Package atomicfile writes files that appear, or replace older ones, only when
// they are complete: a reader sees the old file or the new one and never half
// of either, also if the program or the machine stops in between. Windows
// promises less: see File there.
package atomicfile

import (
	"errors"
	"io"
	"os"
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

// Create opens the temporary file that is to replace path, in its folder: call
// CloseAtomicallyReplace when it is complete, and Cleanup, which then does
// nothing, in any case.
func Create(path string, perm os.FileMode) (*File, error) {
	f, err := create(path, perm)
	var pathErr *os.PathError // its path is the temporary one
	if errors.As(err, &pathErr) {
		return nil, pathErr.Err
	}
	return f, err
}

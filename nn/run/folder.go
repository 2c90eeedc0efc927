package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

// The files of a run's folder.
const (
	ConfigFile     = "config.json"
	MetricsFile    = "metrics.csv"
	CheckpointFile = "checkpoint.safetensors"
	BeforeFile     = "checkpoint.before.safetensors"

	lockFile = "lock"
)

// A Folder is a run's folder that no other process trains in. Its methods must not be
// called from several goroutines at once.
type Folder struct {
	dir   string
	lock  *flock.Flock // nil where the system has no locks
	saved bool         // the newest checkpoint is this process's
}

// ErrBusy says that another process trains in a folder.
var ErrBusy = errors.New("another process is training in it")

// Lock takes a folder for a run, and makes it if need be. It is an error, [ErrBusy], if
// another process has it. Temporary files that a dead process left behind are removed.
func Lock(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("the run's folder: %w", err)
	}
	f := &Folder{dir: dir, lock: flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o666))}
	switch locked, err := f.lock.TryLock(); {
	case errors.Is(err, errors.ErrUnsupported):
		f.lock = nil
	case err != nil:
		return nil, fmt.Errorf("the run's folder cannot be written: %w", err)
	case !locked:
		return nil, fmt.Errorf("%s: %w", dir, ErrBusy)
	}
	if err := f.removeLeftovers(); err != nil {
		f.Unlock()
		return nil, err
	}
	return f, nil
}

// CheckFree returns [ErrBusy] if a process trains in a folder. It makes nothing.
func CheckFree(dir string) error {
	path := filepath.Join(dir, lockFile)
	if _, err := os.Stat(path); err != nil {
		return nil // nobody ever has
	}
	lock := flock.New(path)
	defer lock.Close()
	if locked, err := lock.TryLock(); err == nil && !locked {
		return fmt.Errorf("%s: %w", dir, ErrBusy)
	}
	return nil
}

// Unlock gives the folder to other processes.
func (f *Folder) Unlock() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.Close()
}

// removeLeftovers removes temporary files: they are called as their target, with a dot
// before and a number behind. What an editor keeps beside a file has no number.
func (f *Folder) removeLeftovers() error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !leftover(entry.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, entry.Name())); err != nil {
			return fmt.Errorf("what an earlier process left behind: %w", err)
		}
	}
	return nil
}

func leftover(name string) bool {
	for _, target := range []string{ConfigFile, MetricsFile, CheckpointFile} {
		number, ok := strings.CutPrefix(name, "."+target)
		if ok && number != "" && strings.Trim(number, "0123456789") == "" {
			return true
		}
	}
	return false
}

// Clear removes the checkpoints: what begins anew must not be taken for the run before.
func (f *Folder) Clear() error {
	for _, name := range []string{CheckpointFile, BeforeFile} {
		if err := os.Remove(filepath.Join(f.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Write replaces one of the folder's files.
func (f *Folder) Write(name string, write func(io.Writer) error) error {
	path := filepath.Join(f.dir, name)
	return writing(path, atomicfile.Replace(path, 0o666, write))
}

// writing says which file an error is of, which it knows by its temporary name alone.
func writing(path string, err error) error {
	if err == nil {
		return nil
	}
	if of := (*fs.PathError)(nil); errors.As(err, &of) && leftover(filepath.Base(of.Path)) {
		err = of.Err
	}
	return fmt.Errorf("writing %s: %w", path, err)
}

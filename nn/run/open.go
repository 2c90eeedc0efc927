package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/abc86604/temper/nn/format/safetensors"
)

// A File is a checkpoint that is open and whole.
type File struct {
	*safetensors.File
	Digest string // SHA-256 of the tensors by their names
	Path   string
	// Notice is a line to be read where the checkpoint is not the newest of the folder,
	// because that is damaged. "": it is.
	Notice string
}

// ErrNone says that a folder has no checkpoint.
var ErrNone = errors.New("no checkpoint")

// ErrNoMetadata says that a checkpoint has lost what it said beside its tensors.
var ErrNoMetadata = errors.New("it has tensors and no metadata, as if another program had saved it again")

// Open opens the newest checkpoint of a folder that is whole. If none is, the error says
// what is wrong with the newest, and what is left to do; [ErrNone] if there is none at all.
func Open(dir string) (*File, error) {
	newest, err := OpenFile(filepath.Join(dir, CheckpointFile))
	if err == nil {
		return newest, nil
	}
	before, errBefore := OpenFile(filepath.Join(dir, BeforeFile))
	switch missing := errors.Is(err, fs.ErrNotExist); {
	case errBefore == nil && !missing:
		before.Notice = fmt.Sprintf("%v: going on from the checkpoint before it, %s", err, before.Path)
		return before, nil
	case errBefore == nil: // the process died between two renames
		return before, nil
	case missing && errors.Is(errBefore, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w", dir, ErrNone)
	case missing:
		err = errBefore
	}
	if cannot := (*fs.PathError)(nil); errors.As(err, &cannot) {
		return nil, err // it may be whole for those who can read it
	}
	return nil, fmt.Errorf("%w; no whole checkpoint is left: begin the run anew, in another folder", err)
}

// OpenFile opens one checkpoint, and makes sure that it is whole. The error names it.
func OpenFile(path string) (*File, error) {
	tensors, err := safetensors.OpenFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{File: tensors, Path: path}
	if err := f.check(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// check compares tensors and metadata with their digests.
func (f *File) check() (err error) {
	if f.Digest, err = f.DigestByName(); err != nil {
		return err
	}
	switch digest, signed := f.Metadata[digestKey]; {
	case signed && digest != f.Digest:
		return errors.New("the tensors do not match their SHA-256")
	case signed && f.Metadata[wordsKey] != digestOf(f.Metadata):
		return errors.New("the metadata do not match their SHA-256")
	case signed:
		return nil
	}
	return f.checkBody()
}

// checkBody compares the tensors with the digest of checkpoints of before.
func (f *File) checkBody() error {
	digest, ok := f.Metadata[bodyKey]
	if !ok {
		return ErrNoMetadata
	}
	h := sha256.New()
	if _, err := io.Copy(h, f.Body()); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != digest {
		return errors.New("the tensors do not match their SHA-256")
	}
	return nil
}

// ReadAll fills tensors with those of the file that have their names.
func (f *File) ReadAll(tensors []safetensors.Tensor) error {
	for _, t := range tensors {
		if err := f.Read(t); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	return nil
}

package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/abc86604/temper/nn/format/atomicfile"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// A Checkpoint is a run at one instant.
type Checkpoint struct {
	Metadata map[string]string
	Tensors  []safetensors.Tensor
}

// AdapterKey is the key of a checkpoint's metadata that the runs of adapters have and no
// others: what their heads are. By it one kind of run is told from the other.
const AdapterKey = "adapter"

// Keys of a checkpoint's metadata that this package writes. bodyKey is that of checkpoints
// of before, the SHA-256 of the tensors' bytes in the order of the file.
const (
	digestKey = "digest" // of the tensors, by their names
	wordsKey  = "sha256 of the metadata"
	bodyKey   = "sha256"
)

// Save writes a checkpoint and keeps the one before it that is whole. If it fails, the
// folder has a whole checkpoint still if it had one.
func (f *Folder) Save(c Checkpoint) error {
	path := filepath.Join(f.dir, CheckpointFile)
	if err := f.replace(path, c); err != nil {
		return writing(path, err)
	}
	f.saved = true
	return nil
}

func (f *Folder) replace(path string, c Checkpoint) error {
	file, err := atomicfile.Create(path, 0o666)
	if err != nil {
		return err
	}
	defer file.Cleanup()
	if err := safetensors.Write(file, c.signed(), c.Tensors); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	// Whoever dies here leaves the older one alone, under its new name.
	if err := f.setAside(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return file.CloseAtomicallyReplace()
}

// setAside gives the newest checkpoint the name of the one before it. One that another
// process has left damaged stays where it will be replaced, and does not cost the whole
// one before it.
func (f *Folder) setAside(path string) error {
	if !f.saved {
		newest, err := OpenFile(path)
		if err != nil {
			return nil
		}
		newest.Close()
	}
	return os.Rename(path, filepath.Join(f.dir, BeforeFile))
}

// signed is the metadata with the digests.
func (c Checkpoint) signed() map[string]string {
	all := maps.Clone(c.Metadata)
	if all == nil {
		all = map[string]string{}
	}
	all[digestKey] = safetensors.DigestByName(c.Tensors)
	all[wordsKey] = digestOf(all)
	return all
}

// digestOf is the SHA-256 of what metadata say.
func digestOf(metadata map[string]string) string {
	h := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != wordsKey {
			announce(h, key, metadata[key])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func announce(h hash.Hash, key, value string) { fmt.Fprintf(h, "%q %q\n", key, value) }

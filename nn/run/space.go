package run

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/nn/format/safetensors"
)

// CheckSpace returns an error if the disk has no room for what a folder still needs while
// it replaces the older of two such checkpoints: three of them, less what is there. Where
// the system does not say how much room there is it returns nil.
func (f *Folder) CheckSpace(c Checkpoint) error {
	need := 3*size(c.Tensors) - f.size(CheckpointFile) - f.size(BeforeFile)
	if free, known := freeBytes(f.dir); known && need > 0 && free < uint64(need) {
		return fmt.Errorf("%s: the run's checkpoints need %s more, the disk has %s left", f.dir, megabytes(uint64(need)), megabytes(free))
	}
	return nil
}

func megabytes(bytes uint64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

func size(tensors []safetensors.Tensor) (bytes int64) {
	for _, t := range tensors {
		bytes += 4 * int64(len(t.Data))
	}
	return bytes
}

// size is that of one of the folder's files, 0 if there is none.
func (f *Folder) size(name string) int64 {
	info, err := os.Stat(filepath.Join(f.dir, name))
	if err != nil {
		return 0
	}
	return info.Size()
}

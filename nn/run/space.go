package run

import (
	"fmt"

	"github.com/abc86604/temper/nn/format/safetensors"
)

// CheckSpace returns an error if the disk has no room for two further checkpoints beside
// the one there is: that is what a folder needs while it replaces the older of two. Where
// the system does not say how much room there is it returns nil.
func (f *Folder) CheckSpace(c Checkpoint) error {
	need := uint64(2 * size(c.Tensors))
	if free, known := freeBytes(f.dir); known && free < need {
		return fmt.Errorf("%s: the run's checkpoints need %d MB more, the disk has %d MB left", f.dir, need>>20, free>>20)
	}
	return nil
}

func size(tensors []safetensors.Tensor) (bytes int) {
	for _, t := range tensors {
		bytes += 4 * len(t.Data)
	}
	return bytes
}

package main

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/nn/format/arrayfile"
)

// checkMemory returns an error if the matrix in path, as float32, is larger than the memory
// of the machine, of so many bytes: what has to be in memory as a whole is refused before it
// is read.
func checkMemory(ctx context.Context, path string, memory uint64) error {
	m, err := arrayfile.Open(ctx, path)
	if err != nil {
		return err
	}
	defer m.Close()
	if need := 4 * float64(m.Len()) * float64(m.Dim()); memory > 0 && need > float64(memory) {
		return fmt.Errorf("%s: %d rows of %d values take %.1f GB, the machine has %.1f GB of memory", path, m.Len(), m.Dim(), need/1e9, float64(memory)/1e9)
	}
	return nil
}

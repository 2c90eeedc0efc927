package main

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
)

func TestCheckMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "z.npy")
	if err := npy.WriteFloat32(path, matrix.New(1000, 250)); err != nil {
		t.Fatal(err)
	}
	for memory, want := range map[uint64]string{0: "", 1 << 20: "", 1e6: "", 999_999: "1000 rows of 250 values take 0.0 GB"} {
		err := checkMemory(t.Context(), path, memory)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("memory of %d bytes: %v, want %q", memory, err, want)
		}
	}
	if runtime.GOOS == "linux" && physicalMemory() < 1<<26 {
		t.Errorf("%d bytes of memory", physicalMemory())
	}
}

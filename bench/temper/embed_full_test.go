//go:build unix

package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/adapt"
)

// A disk that takes a part of the rows leaves what was there. A limit to the size of files,
// in blocks of 512 bytes, stands for the disk.
func TestMapRowsOnFullDisk(t *testing.T) {
	t.Chdir(t.TempDir())
	adapterRun(t, "run", "linear", adapt.Shared)
	put(t, "z.npy", held(wholeRows(manyRows), "|i1"))
	put(t, "y.npy", []byte("before"))
	before := tree(t, ".")
	for _, blocks := range []string{"0", "1", "3000"} {
		r := begin(t, "temper", "sh", "-c", "ulimit -f "+blocks+` && exec "$0" embed run --in z.npy --out y.npy`, os.Args[0])
		status, said := r.ends(t)
		if status != exitError || !strings.HasPrefix(said, "temper: y.npy: cannot write: ") || !strings.HasSuffix(said, "file too large") {
			t.Errorf("%s blocks: status %d, %q", blocks, status, said)
		}
		if after := tree(t, "."); !slices.Equal(after, before) || string(get(t, "y.npy")) != "before" {
			t.Errorf("%s blocks: left behind %v", blocks, after)
		}
	}
}

package data

import (
	"testing"

	"github.com/abc86604/temper/kernels/race"
)

// TestViewsAllocateNothing through the interface, parts of parts included.
func TestViewsAllocateNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates as well")
	}
	for name, s := range sources(t) {
		dst, n := make([]float32, s.Shape().Size()), 0
		if allocs := testing.AllocsPerRun(200, func() {
			s.View(dst, n%s.Len(), everything, Key{1, 2, n})
			s.Item(dst, n%s.Len())
			n++
		}); allocs >= 1 {
			t.Errorf("%s: %v allocations for a view and an item", name, allocs)
		}
	}
}

// TestDigestTakesNoMemory but for a block and an item.
func TestDigestTakesNoMemory(t *testing.T) {
	set := &Set{Height: 64, Width: 64, Channels: 3, Pixels: make([]uint8, 500*64*64*3)}
	for name, s := range map[string]Source{"set": set, "part": Part(set, 1, 499), "items": itemDigest{set}} {
		if used := allocated(func() { s.Digest() }); used > 1<<20 {
			t.Errorf("%s: %d bytes for the digest of %d", name, used, len(set.Pixels))
		}
	}
}

// itemDigest is a set with the digest of other sources.
type itemDigest struct{ *Set }

func (s itemDigest) Digest() string { return DigestItems(s) }

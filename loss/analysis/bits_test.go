package analysis

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
	"runtime"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
)

func hashFloats(h hash.Hash, x ...float64) {
	for _, v := range x {
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
}

func hashSpreads(h hash.Hash, spreads []Spread) {
	for _, s := range spreads {
		hashFloats(h, s.Entropy, s.EffectiveNegatives, s.HardestShare, *s.SameClassShare)
	}
}

// TestThreads asks for the same bits at any number of threads.
func TestThreads(t *testing.T) {
	const n, d = 2200, 5 // two spans of negatives
	z := normal(portable.NewRand(8), n, d)
	digests := map[string]bool{}
	for _, threads := range []int{0, 1, 2, 3} {
		h := sha256.New()
		spreads, err := Analyze(t.Context(), threads, z, someLabels(n), []float64{0.01, 0.1, 1})
		hashSpreads(h, must(t, spreads, err))
		digests[hex.EncodeToString(h.Sum(nil))] = true
	}
	if len(digests) != 1 {
		t.Errorf("%d different results", len(digests))
	}
}

// TestCancel ends the context when it has been asked any number of times: before
// every tile, and before every anchor.
func TestCancel(t *testing.T) {
	const n, blocks = 300, 3
	const least = blocks + (n+maxStrip-1)/maxStrip*blocks + n
	z := normal(portable.NewRand(9), n, 4)
	for asked := 0; ; asked += 7 {
		left := asked
		_, err := Analyze(endsAfter{context.Background(), &left}, 1, z, nil, []float64{0.1})
		if err == nil {
			if asked < least {
				t.Errorf("the context was asked %d times, want at least %d", asked, least)
			}
			return
		}
		if err != context.Canceled {
			t.Fatal(err)
		}
	}
}

// TestAlloc allows the size of z once more and a strip's similarities.
func TestAlloc(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	const n, d, most = 4000, 256, 4*4000*256 + 4*maxStrip*4000 + 16*4000 + 1<<20
	z, labels := normal(portable.NewRand(1), n, d), someLabels(n)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Analyze(t.Context(), 1, z, labels, []float64{1})
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; err != nil || got > most {
		t.Errorf("%d bytes are allocated, want at most %d; error %v", got, most, err)
	}
}

// golden is the hash of every bit of the analysis of fixed inputs, the same on every
// instruction set and architecture.
const golden = "b5f557bf53969af997c7bf0b4a467fce35f38560a5b239531788aeb75c459716"

func TestGoldenAnalysis(t *testing.T) {
	h := sha256.New()
	for _, shape := range [][2]int{{2, 3}, {31, 1}, {300, 33}} {
		n, d := shape[0], shape[1]
		z := normal(portable.NewRand(33), n, d)
		spreads, err := Analyze(t.Context(), 2, z, someLabels(n), []float64{0.01, 0.1, 1})
		hashSpreads(h, must(t, spreads, err))
		r := make([]float64, d)
		if err := Penalties(r, matrix.Row(z, 0), 0.3); err != nil {
			t.Fatal(err)
		}
		hashFloats(h, r...)
		hashFloats(h, Entropy(r))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != golden {
		t.Errorf("hash %s, want %s", got, golden)
	}
}

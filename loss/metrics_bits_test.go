package loss

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
	"runtime"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

func hashFloats(h hash.Hash, x ...float64) {
	for _, v := range x {
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
}

// metricsOf are all numbers that package loss reads off embeddings, but for the
// penalties.
func metricsOf(ctx context.Context, threads int, z0, z1 blas32.General, labels []int) (all []float64, err error) {
	ws := &Workspace{Threads: threads}
	for _, scale := range []float64{2, 30} {
		uniformity, err := ws.Uniformity(ctx, z0, scale)
		if err != nil {
			return nil, err
		}
		all = append(all, uniformity)
	}
	mean, literal, err := ws.Tolerance(ctx, z0, labels)
	if err != nil {
		return nil, err
	}
	alignment, err := ws.Alignment(ctx, z0, z1)
	if err != nil {
		return nil, err
	}
	all = append(all, mean, literal, alignment)
	analysis, err := ws.Analyze(ctx, z0, labels, []float64{0.01, 0.1, 1})
	for _, a := range analysis {
		all = append(all, a.Entropy, a.EffectiveNegatives, a.HardestShare, *a.SameClassShare)
	}
	return all, err
}

// someLabels are classes of about ten rows.
func someLabels(n int) []int {
	rng := portable.NewRand(34)
	labels := make([]int, n)
	for i := range labels {
		labels[i] = rng.IntN(max(1, n/10))
	}
	return labels
}

// TestMetricsThreads asks for the same bits at any number of threads.
func TestMetricsThreads(t *testing.T) {
	const n, d = 2200, 5 // groups of two blocks, two spans of negatives
	z0, z1 := pairs(8, n, d, 0.5)
	digests := map[string]bool{}
	for _, threads := range []int{0, 1, 2, 3} {
		h := sha256.New()
		all, err := metricsOf(t.Context(), threads, z0, z1, someLabels(n))
		hashFloats(h, must(t, all, err)...)
		digests[hex.EncodeToString(h.Sum(nil))] = true
	}
	if len(digests) != 1 {
		t.Errorf("%d different results", len(digests))
	}
}

// TestMetricsCancel ends the context when it has been asked any number of times:
// before every tile, and before every anchor of an analysis.
func TestMetricsCancel(t *testing.T) {
	const n, blocks = 300, 3
	z0, z1 := pairs(9, n, 4, 0)
	labels := make([]int, n) // one class
	const (
		uniformity = 2*blocks + 3*blocks*(blocks+1)/2 // once over the pairs for t = 2, twice for t = 30
		analysis   = blocks + (n+maxStrip-1)/maxStrip*blocks + n
		least      = uniformity + 1 + blocks + analysis
	)
	for asked := 0; ; asked += 7 {
		left := asked
		_, err := metricsOf(endsAfter{context.Background(), &left}, 1, z0, z1, labels)
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

// TestMetricsAlloc allows uniformity and analysis the size of z once more.
func TestMetricsAlloc(t *testing.T) {
	const n, d, slack = 4000, 256, 1 << 20
	z := normal(portable.NewRand(1), n, d)
	ctx, ws := context.Background(), new(Workspace)
	labels := someLabels(n)
	for name, c := range map[string]struct {
		most int
		call func() error
	}{
		"Uniformity": {4*n*d + 8*n + slack, func() error { _, err := ws.Uniformity(ctx, z, 2); return err }},
		"Tolerance":  {8*n + slack, func() error { _, _, err := ws.Tolerance(ctx, z, labels); return err }},
		"Alignment":  {slack, func() error { _, err := ws.Alignment(ctx, z, z); return err }},
		"Analyze":    {4*n*d + 4*maxStrip*n + 16*n + slack, func() error { _, err := ws.Analyze(ctx, z, labels, []float64{1}); return err }},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := c.call()
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; err != nil || got > uint64(c.most) {
			t.Errorf("%s allocates %d bytes, want at most %d; error %v", name, got, c.most, err)
		}
	}
}

// goldenMetrics is the hash of every bit of the metrics of fixed inputs, the same
// on every instruction set and architecture.
const goldenMetrics = "437afcbd7e1caf3dfde7a3b6bcdc214a063a61cc27c7c28a67e3a604d6b80f3d"

func TestGoldenMetrics(t *testing.T) {
	h := sha256.New()
	for _, shape := range [][2]int{{2, 3}, {31, 1}, {300, 33}} {
		n, d := shape[0], shape[1]
		rng := portable.NewRand(33)
		z0, z1 := normal(rng, n, d), normal(rng, n, d)
		all, err := metricsOf(t.Context(), 2, z0, z1, someLabels(n))
		hashFloats(h, must(t, all, err)...)
		r := make([]float64, d)
		Penalties(r, row(z0, 0), 0.3)
		hashFloats(h, r...)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != goldenMetrics {
		t.Errorf("hash %s, want %s", got, goldenMetrics)
	}
}

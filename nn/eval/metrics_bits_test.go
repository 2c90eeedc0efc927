package eval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
	"github.com/abc86604/temper/loss/analysis"
	"gonum.org/v1/gonum/blas/blas32"
)

// metricsOf are all numbers that uniformity, tolerance and alignment read off
// embeddings.
func metricsOf(ctx context.Context, threads int, z0, z1 blas32.General, labels []int) (all []float64, err error) {
	for _, scale := range []float64{2, 30} {
		uniformity, err := Uniformity(ctx, threads, z0, scale)
		if err != nil {
			return nil, err
		}
		all = append(all, uniformity)
	}
	mean, literal, err := Tolerance(ctx, Labelled{z0, labels})
	if err != nil {
		return nil, err
	}
	alignment, err := Alignment(ctx, z0, z1)
	return append(all, mean, literal, alignment), err
}

// TestMetricsThreads asks for the same bits at any number of threads.
func TestMetricsThreads(t *testing.T) {
	const n, d = 2200, 5 // groups of two blocks
	z0, z1 := normals(8, n, d)
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
// before every tile.
func TestMetricsCancel(t *testing.T) {
	const n, blocks = 300, 3
	z0, z1 := normals(9, n, 4)
	labels := make([]int, n) // one class
	const (
		uniformity = 2*blocks + 3*blocks*(blocks+1)/2 // once over the pairs for t = 2, twice for t = 30
		least      = uniformity + 1 + blocks
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

// TestMetricsAlloc allows uniformity the size of z once more.
func TestMetricsAlloc(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	const n, d, slack = 4000, 256, 1 << 20
	z := normal(portable.NewRand(1), n, d)
	ctx, labels := t.Context(), someLabels(n)
	for name, c := range map[string]struct {
		most int
		call func() error
	}{
		"Uniformity": {4*n*d + 8*n + slack, func() error { _, err := Uniformity(ctx, 1, z, 2); return err }},
		"Tolerance":  {8*n + slack, func() error { _, _, err := Tolerance(ctx, Labelled{z, labels}); return err }},
		"Alignment":  {slack, func() error { _, err := Alignment(ctx, z, z); return err }},
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

// goldenMetrics is the hash of every bit of the metrics of fixed inputs, of the
// analysis and of penalties, the same on every instruction set and architecture.
const goldenMetrics = "437afcbd7e1caf3dfde7a3b6bcdc214a063a61cc27c7c28a67e3a604d6b80f3d"

func TestGoldenMetrics(t *testing.T) {
	h := sha256.New()
	for _, shape := range [][2]int{{2, 3}, {31, 1}, {300, 33}} {
		n, d := shape[0], shape[1]
		z0, z1 := normals(33, n, d)
		all, err := metricsOf(t.Context(), 2, z0, z1, someLabels(n))
		hashFloats(h, must(t, all, err)...)
		spreads, err := analysis.Analyze(t.Context(), 2, z0, someLabels(n), []float64{0.01, 0.1, 1})
		for _, s := range must(t, spreads, err) {
			hashFloats(h, s.Entropy, s.EffectiveNegatives, s.HardestShare, *s.SameClassShare)
		}
		r := make([]float64, d)
		if err := analysis.Penalties(r, matrix.Row(z0, 0), 0.3); err != nil {
			t.Fatal(err)
		}
		hashFloats(h, r...)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != goldenMetrics {
		t.Errorf("hash %s, want %s", got, goldenMetrics)
	}
}

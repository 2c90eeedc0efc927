package loss

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// banked are anchors and a bank with the anchors' positives at some cosine, some
// of which share one.
func banked(seed uint64, m, n, d int, cosine float64) (z, bank blas32.General, index []int) {
	z, near := pairs(seed, m, d, cosine)
	bank = unitMatrix(seed+1, n, d)
	index = make([]int, m)
	r := portable.NewRand(seed)
	for i := range index {
		index[i] = r.IntN(n)
		copy(row(bank, index[i]), row(near, i))
	}
	return z, bank, index
}

// TestStreamAccuracy compares with the float64 reference around the edges of
// tiles, blocks of anchors and parts of the bank.
func TestStreamAccuracy(t *testing.T) {
	ws := &Workspace{Threads: 2}
	for _, c := range []struct{ m, n, d int }{{1, 2, 1}, {3, 127, 2}, {130, 128, 5}, {5, 129, 300}, {129, 4097, 4}, {20, 8200, 7}} {
		for _, cosine := range []float64{0, 0.9} {
			if c.d == 1 && cosine > 0 {
				continue
			}
			z, bank, index := banked(uint64(c.n), c.m, c.n, c.d, cosine)
			for _, tau := range []float64{0.0251, 0.1, 1} {
				l := Contrastive{Tau: tau}
				want, losses, grad := newReference(l, "bank", index).loss(widen(z, bank), c.m)
				res := mustCompute(t, ws, "bank", l, z, bank, index)
				name := label("bank", l, c.m, c.n, c.d, cosine)
				if e := relative(res.Loss, want); !(e <= 1e-6+4e-7/tau) {
					t.Errorf("%s: loss off by %.2g", name, e)
				}
				if e := gradientError([][]float64{res.PerAnchor}, [][]float64{losses}); !(e <= 1e-6+4e-7/tau) {
					t.Errorf("%s: anchors' losses off by %.2g", name, e)
				}
				if c.d == 1 {
					continue // the gradient is 0
				}
				if e := gradientError(widen(res.Grad0), grad[:c.m]); !(e <= 2e-6+4e-7/tau) {
					t.Errorf("%s: gradient off by %.2g", name, e)
				}
			}
		}
	}
}

// goldenStream is the hash of every bit of losses against a bank of several parts.
const goldenStream = "c86a672288f91b86b9d855f657eea0354dce20ea2e7914edca0c09759fb06d2d"

// TestGoldenStream gives the same bits at any number of threads.
func TestGoldenStream(t *testing.T) {
	z, bank, index := banked(3, 140, 9001, 10, 0.6)
	for threads := range 4 {
		h := sha256.New()
		ws := &Workspace{Threads: threads}
		for _, tau := range []float64{0.05, 1} {
			hashResult(h, mustCompute(t, ws, "bank", Contrastive{Tau: tau}, z, bank, index))
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != goldenStream {
			t.Errorf("%d threads: hash %s, want %s", threads, got, goldenStream)
		}
	}
}

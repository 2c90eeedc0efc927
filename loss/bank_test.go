package loss

import (
	"context"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
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
		copy(matrix.Row(bank, index[i]), matrix.Row(near, i))
	}
	return z, bank, index
}

// TestBankAccuracy compares with the float64 reference around the edges of tiles,
// blocks of anchors and parts of the bank, with all negatives and with so few that
// products leave the others out.
func TestBankAccuracy(t *testing.T) {
	needsTime(t)
	ws := &Workspace{Threads: 2}
	for _, c := range []struct{ m, n, d int }{{1, 2, 1}, {3, 127, 2}, {130, 128, 5}, {5, 129, 300}, {129, 4097, 4}, {20, 8200, 7}, {2, 17000, 2}} {
		for _, cosine := range []float64{0, 0.9} {
			if c.d == 1 && cosine > 0 {
				continue
			}
			z, bank, index := banked(uint64(c.n), c.m, c.n, c.d, cosine)
			for _, tau := range []float64{0.0251, 0.1, 1} {
				losses := []Loss{Contrastive{Tau: tau}}
				if c.n > 1000 && tau == 0.1 {
					losses = append(losses, Over(Contrastive{Tau: tau}, Selection{K: 40}), Over(Contrastive{Tau: tau}, Selection{Alpha: 0.2}), Over(Simple{}, Selection{K: 100}))
				}
				for _, l := range losses {
					checkAgainstBank(t, ws, l, z, bank, index, cosine, tau)
				}
			}
		}
	}
}

func checkAgainstBank(t *testing.T, ws *Workspace, l Loss, z, bank blas32.General, index []int, cosine, tau float64) {
	t.Helper()
	m := z.Rows
	want, losses, grad := newReference(l, "bank", index).loss(widen(z, bank), m)
	res := mustCompute(t, ws, "bank", l, z, bank, index)
	name := label("bank", l, m, bank.Rows, bank.Cols, cosine)
	if e := relative(res.Loss, want); !(e <= 1e-6+4e-7/tau) {
		t.Errorf("%s: loss off by %.2g", name, e)
	}
	if e := gradientError([][]float64{res.PerAnchor}, [][]float64{losses}); !(e <= 1e-6+4e-7/tau) {
		t.Errorf("%s: anchors' losses off by %.2g", name, e)
	}
	if z.Cols == 1 {
		return // the gradient is 0
	}
	if e := gradientError(widen(res.Grads[0]), grad[:m]); !(e <= 2e-6+4e-7/tau) {
		t.Errorf("%s: gradient off by %.2g", name, e)
	}
}

// TestMisledSample gives an anchor its hardest negatives where those in the sample
// are the hardest of all: its list ends with them.
func TestMisledSample(t *testing.T) {
	const m, n, d = 3, 9000, 6
	z, bank, index := banked(5, m, n, d, 0.6)
	near := unitMatrix(6, m, d)
	const sample = 2048
	for i := range sample {
		r := matrix.Row(bank, i*n/sample)
		for k := range r {
			r[k] = matrix.Row(z, i%m)[k] + 0.1*matrix.Row(near, i%m)[k] + 0.01*r[k]
		}
	}
	for i := range index {
		index[i]++ // none of the sample
	}
	checkAgainstBank(t, new(Workspace), Over(Contrastive{Tau: 0.5}, Selection{K: 2200}), z, bank, index, 0.6, 0.5)
}

// TestListedNotUnit names a row of the bank that is not a unit vector though it is
// said to be.
func TestListedNotUnit(t *testing.T) {
	z, bank, index := unitMatrix(1, 3, 4), unitMatrix(2, 9000, 4), []int{1, 2, 3}
	matrix.Row(bank, 8500)[2] += 0.5
	w := &Workspace{Threads: 2}
	_, err := w.Compute(context.Background(), Over(Simple{}, Selection{K: 10}), unit(Bank(z, bank, index)))
	wantError(t, "hardsimple", err, "bank row 8500", "not a unit vector")
}

// TestBankNoAllocation in a stream, and where the hardest are listed.
func TestBankNoAllocation(t *testing.T) {
	z, bank, index := unitMatrix(1, 130, 8), unitMatrix(2, 9000, 8), make([]int, 130)
	ws, p := new(Workspace), unit(Bank(z, bank, index))
	for _, l := range []Loss{Contrastive{Tau: 0.2}, Over(Contrastive{Tau: 0.2}, Selection{K: 100})} {
		checkNoAllocation(t, label("bank", l), func() { mustWork(t, ws, l, p) })
	}
}

// TestExtraLeavesNothingUnchecked names a row of the bank that is not a unit vector
// with extra negatives as well, which keep the hardest from being listed.
func TestExtraLeavesNothingUnchecked(t *testing.T) {
	z, bank, index := unitMatrix(1, 3, 4), unitMatrix(2, 9000, 4), []int{1, 2, 3}
	matrix.Row(bank, 8500)[2] += 0.5
	p := unit(Bank(z, bank, index))
	p.Extra = unitMatrix(3, 3, 4)
	_, err := Compute(Over(Simple{}, Selection{K: 10}), p)
	wantError(t, "hardsimple", err, "bank row 8500", "not a unit vector")
}

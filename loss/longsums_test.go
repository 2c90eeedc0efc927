package loss

import (
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// longSum is how many terms a float32 sum may have: longer ones are cut.
const longSum = kernels.Block

// TestLongSums has more candidates than one float32 sum may have terms.
func TestLongSums(t *testing.T) {
	const b, n, d = 3, longSum + 700, 4
	rng := portable.NewRand(17)
	z, bank := normal(rng, b, d), normal(rng, n, d)
	for i := range n { // a common direction, so that the sums are long ones
		bank.Data[i*d] += 3
	}
	index := []int{5, n - 1, longSum}
	for _, l := range []Loss{Contrastive{Tau: 0.5}, Over(Simple{}, Selection{Alpha: 0.9}), Simple{}} {
		ref := newReference(l, "bank", index)
		ref.hold = true
		want, _, grad := ref.loss(widen(z, bank), b)
		res := mustCompute(t, new(Workspace), "bank", l, z, bank, index)
		if e := relative(res.Loss, want); e > 1e-6 {
			t.Errorf("%s: loss off by %.2g", label("bank", l), e)
		}
		if e := gradientError(resultGradient(res, n), grad); e > 2e-6 {
			t.Errorf("%s: gradient off by %.2g", label("bank", l), e)
		}
	}
}

// TestLongSumsOfTiles has gradients whose sums are cut, in batch and across, where the
// meeting with extra negatives comes on top.
func TestLongSumsOfTiles(t *testing.T) {
	needsTime(t)
	const d = 3
	half := longSum/2 + 150
	z0, z1 := pairs(95, half, d, 0.3)
	batch := InBatch(z0, z1)
	for i := range half {
		batch.Labels = append(batch.Labels, i%100)
		for _, row := range [][]float32{z0.Data[i*d:], z1.Data[i*d:]} {
			row[0] += 2 // a common direction, so that the sums are long ones
		}
	}
	extra := batch
	extra.Extra, extra.ExtraShared = unitMatrix(96, 40, d), true
	for _, c := range []struct {
		l Loss
		p Problem
	}{{DCL{Tau: 0.3}, extra}, {SupCon{Tau: 0.3}, batch}} {
		want, err := computeByRows(c.l, c.p)
		if err != nil {
			t.Fatal(err)
		}
		res := mustWork(t, &Workspace{Threads: 2}, c.l, c.p)
		if e := relative(res.Loss, want.Loss); e > 1e-6 {
			t.Errorf("%s: loss off by %.2g", Name(c.l), e)
		}
		if e := gradientError(widen(res.Grads...), widen(want.Anchors)); e > 3e-6 {
			t.Errorf("%s: gradient off by %.2g", Name(c.l), e)
		}
		if c.p.Extra.Rows > 0 {
			if e := gradientError(widen(res.GradExtra), widen(want.Extra)); e > 3e-6 {
				t.Errorf("%s: gradient of the extra negatives off by %.2g", Name(c.l), e)
			}
		}
	}
}

package loss

import (
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// stacked has the rows of z0 and then those of z1.
func stacked(z0, z1 blas32.General) blas32.General {
	z := matrix.New(z0.Rows+z1.Rows, z0.Cols)
	for i := range z.Rows {
		from, row := z0, i
		if i >= z0.Rows {
			from, row = z1, i-z0.Rows
		}
		copy(matrix.Row(z, i), matrix.Row(from, row))
	}
	return z
}

// TestViewsIsInBatch to the bit, of every loss.
func TestViewsIsInBatch(t *testing.T) {
	in := newGoldenInputs(77, 37, 6, 37, 0.7)
	for _, c := range combinations(t, in, []string{"inbatch"}, everyLoss(), variantsNamed("plain", "extra", "k", "margin", "unit", "other class extra")) {
		l, p := lossOf(t, c), c.problem()
		q := Views(stacked(c.z0, c.z1), in.z0.Rows)
		q.Labels, q.Extra, q.ExtraShared, q.Unit = p.Labels, p.Extra, p.ExtraShared, p.Unit
		two, one := mustWork(t, new(Workspace), l, p), mustWork(t, new(Workspace), l, q)
		if len(two.Grads) != 2 || len(one.Grads) != 1 {
			t.Fatalf("%s: %d and %d gradients", c.name, len(two.Grads), len(one.Grads))
		}
		half := in.z0.Rows
		one.Grads = []blas32.General{matrix.Rows(one.Grads[0], 0, half), matrix.Rows(one.Grads[0], half, 2*half)}
		if digest(two) != digest(one) {
			t.Errorf("%s: Views gives other bits", c.name)
		}
	}
}

// TestGradientsHaveTheShapes of what was given, without gaps, in its order.
func TestGradientsHaveTheShapes(t *testing.T) {
	const b, d = 6, 5
	z0, z1 := pairs(78, b, d, 0)
	for _, c := range []struct {
		name string
		p    Problem
		rows []int
	}{
		{"inbatch", InBatch(gapped(z0), gapped(z1)), []int{b, b}},
		{"views", Views(gapped(z0), b/2), []int{b}},
		{"one view", Views(gapped(z0), 0), []int{b}},
		{"cross", Cross(gapped(z0), z1), []int{b, b}},
		{"symmetric", Symmetric(z0, gapped(z1)), []int{b, b}},
		{"bank", Bank(gapped(z0), gapped(z1), reversed(b)), []int{b}},
	} {
		c.p.Labels = []int{0, 1, 0, 1, 0, 1}[:c.p.classified()]
		res := mustWork(t, new(Workspace), SupCon{Tau: 0.2}, c.p)
		if len(res.Grads) != len(c.rows) {
			t.Errorf("%s: %d gradients, want %d", c.name, len(res.Grads), len(c.rows))
			continue
		}
		for i, g := range res.Grads {
			if g.Rows != c.rows[i] || g.Cols != d || g.Stride != d || len(g.Data) != c.rows[i]*d {
				t.Errorf("%s: gradient %d is %d×%d with stride %d and %d numbers", c.name, i, g.Rows, g.Cols, g.Stride, len(g.Data))
			}
		}
	}
}

// TestExtraOfPairs belongs to both views of a pair in batch.
func TestExtraOfPairs(t *testing.T) {
	const b, each = 5, 3
	z0, z1 := pairs(79, b, 4, 0)
	for arrangement, want := range map[string][2]int{"inbatch": {2*b - 2 + each, 2 * b}, "cross": {b - 1 + each, b}, "bank": {b - 1 + each, b}} {
		p := problemOf(arrangement, z0, z1, reversed(b))
		p.Extra = unitMatrix(80, each*b, 4)
		res := mustWork(t, new(Workspace), DCL{Tau: 0.2}, p)
		if res.Negatives != want[0] || len(res.PerAnchor) != want[1] || res.GradExtra.Rows != each*b {
			t.Errorf("%s: %d negatives, %d anchors, gradient of %d extra ones", arrangement, res.Negatives, len(res.PerAnchor), res.GradExtra.Rows)
		}
	}
	// With the same rows for all there is no difference between own and shared ones.
	own, shared := InBatch(z0, z1), InBatch(z0, z1)
	shared.Extra, shared.ExtraShared = unitMatrix(81, each, 4), true
	own.Extra = matrix.New(each*b, 4)
	for i := range own.Extra.Rows {
		copy(matrix.Row(own.Extra, i), matrix.Row(shared.Extra, i%each))
	}
	for _, l := range []Loss{DCL{Tau: 0.2}, SigLIP{Tau: 0.2, Bias: -1}, Debiased{Tau: 0.2, TauPlus: 0.1, Beta: 1}, Triplet{Hinge: 0.1}, AlignUniform{Alpha: 2, T: 2, Lambda: 1}, Simple{}} {
		a, b := mustWork(t, new(Workspace), l, own), mustWork(t, new(Workspace), l, shared)
		if e := relative(a.Loss, b.Loss); e > 1e-6 {
			t.Errorf("%s: loss off by %.2g", Name(l), e)
		}
		if e := gradientError(widen(a.Grads...), widen(b.Grads...)); e > 1e-6 {
			t.Errorf("%s: gradient off by %.2g", Name(l), e)
		}
	}
}

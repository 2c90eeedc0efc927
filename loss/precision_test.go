package loss

import (
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// checkDefined compares the loss and the gradient of an arrangement with the definition.
func checkDefined(t *testing.T, l Loss, arrangement string, z0, z1 blas32.General, labels []int, tolerance float64) defined {
	t.Helper()
	index := reversed(z0.Rows)
	want := define(l, arrangement, z0, z1, index, labels)
	p := problemOf(arrangement, z0, z1, index)
	p.Labels = labels
	res := mustWork(t, &Workspace{Threads: 2}, l, p)
	name := label(arrangement, l, z0.Rows, z0.Cols)
	if e := relative(res.Loss, want.loss); !(e <= tolerance) {
		t.Errorf("%s: loss %v, want %v: off by %.2g", name, res.Loss, want.loss, e)
	}
	if e := gradientError([][]float64{res.PerAnchor}, [][]float64{want.perAnchor}); !(e <= tolerance) {
		t.Errorf("%s: anchors' losses off by %.2g", name, e)
	}
	var largest float64
	for _, g := range want.grad {
		largest = max(largest, dot64(g, g))
	}
	if largest < 1e-70 {
		return want // too small for float32
	}
	if e := gradientError(resultGradient(res, z1.Rows), want.grad); !(e <= tolerance) {
		t.Errorf("%s: gradient off by %.2g", name, e)
	}
	return want
}

// TestDefinitions of the losses that the grid of the paper does not have, at the edges of
// tiles and beyond.
func TestDefinitions(t *testing.T) {
	needsTime(t)
	for _, b := range []int{7, 33, 70} {
		labels := make([]int, b)
		for i := range labels {
			labels[i] = i * i % 5
		}
		for _, cosine := range []float64{0, 0.6, 0.9} {
			z0, z1 := pairs(uint64(b), b, 19, cosine)
			for _, tau := range []float64{0.02, 0.07, 0.5} {
				for _, l := range []Loss{
					SupCon{Tau: tau}, SupCon{Tau: tau, TauBase: 0.07}, SigLIP{Tau: tau, Bias: -3}, DCL{Tau: tau}, DCLW{Tau: tau, Sigma: 0.5},
					Debiased{Tau: tau, TauPlus: 0.02}, Debiased{Tau: tau, TauPlus: 0.02, Beta: 1},
				} {
					for _, arrangement := range arrangements {
						var classes []int
						if NeedsLabels(l) {
							classes = labels
						}
						checkDefined(t, l, arrangement, z0, z1, classes, 3e-6+6e-7/tau)
					}
				}
			}
		}
	}
}

// clustered are rows of classes: alignment times the centre of the class and noise, at
// unit length. Classes take turns.
func clustered(seed uint64, classes, each, d int, alignment float32) (z blas32.General, labels []int) {
	rng := portable.NewRand(seed)
	centres := normal(rng, classes, d)
	z = normal(rng, classes*each, d)
	for i := range z.Rows {
		labels = append(labels, i%classes)
		for k, v := range matrix.Row(centres, i%classes) {
			matrix.Row(z, i)[k] += alignment * v
		}
	}
	if err := matrix.Unit(z, z, make([]float32, z.Rows)); err != nil {
		panic(err)
	}
	return z, labels
}

// TestSupConOfClusters keeps its digits when rows of a class come close to each other:
// its gradient is not much further from the definition than that of whole rows, which
// know each row's maximum.
func TestSupConOfClusters(t *testing.T) {
	for _, each := range []int{2, 20} {
		for _, alignment := range []float32{0.5, 5, 20} {
			for _, tau := range []float64{0.07, 0.3} {
				z, labels := clustered(83, 200/each, each, 24, alignment)
				l := SupCon{Tau: tau}
				p := Views(z, 0)
				p.Labels = labels
				checkLikeRows(t, l, "oneview", p, z, blas32.General{}, labels)
				half := z.Rows / 2
				z0, z1 := matrix.Rows(z, 0, half), matrix.Rows(z, half, z.Rows)
				if each == 2 { // the second view of a pair is the other row of its class
					for _, arrangement := range tiled {
						p := problemOf(arrangement, z0, z1, nil)
						p.Labels = labels[:half]
						checkLikeRows(t, l, arrangement, p, z0, z1, labels[:half])
					}
				}
			}
		}
	}
}

func checkLikeRows(t *testing.T, l SupCon, arrangement string, p Problem, z0, z1 blas32.General, labels []int) {
	t.Helper()
	want := define(l, arrangement, z0, z1, nil, labels).grad
	byRows, err := computeByRows(l, p)
	if err != nil {
		t.Fatal(err)
	}
	allowed := 1.5 * gradientError(widen(byRows.Anchors, byRows.Candidates), want)
	res := mustWork(t, new(Workspace), l, p)
	if e := gradientError(widen(res.Grads...), want); !(e <= allowed) {
		t.Errorf("%s: gradient off by %.2g, that of whole rows by %.2g", label(arrangement, l, len(labels)), e, allowed/1.5)
	}
}

// TestSigLIPOfAlignedPairs keeps its digits where nearly all pairs are decided. Through
// the normalisation of very close pairs float32 leaves fewer.
func TestSigLIPOfAlignedPairs(t *testing.T) {
	for _, b := range []int{20, 150} {
		for cosine, tolerance := range map[float64]float64{0.9: 1e-6, 0.99: 1e-6, 0.9999: 1e-5} {
			z0, z1 := pairs(84, b, 16, cosine)
			for _, tau := range []float64{0.05, 0.1} {
				for _, arrangement := range arrangements {
					z1 := z1
					if arrangement == "bank" {
						z1 = flipped(z1)
					}
					checkDefined(t, SigLIP{Tau: tau, Bias: -20}, arrangement, z0, z1, nil, tolerance)
				}
			}
		}
	}
}

// TestDebiasedOfClampedAnchors has all estimates below the least: no negative gives any
// gradient, and the positives still pull.
func TestDebiasedOfClampedAnchors(t *testing.T) {
	for _, b := range []int{12, 90} {
		z0, z1 := pairs(85, b, 10, 0.95)
		for _, beta := range []float64{0, 1} {
			l := Debiased{Tau: 0.4, TauPlus: 0.9, Beta: beta}
			for _, arrangement := range arrangements {
				z1 := z1
				if arrangement == "bank" {
					z1 = flipped(z1)
				}
				want := checkDefined(t, l, arrangement, z0, z1, nil, 4e-6)
				for i, s := range want.anchors {
					if !l.clamps(s) {
						t.Fatalf("%s: anchor %d is not clamped", label(arrangement, l), i)
					}
				}
				if dot64(want.grad[0], want.grad[0]) == 0 {
					t.Errorf("%s: nothing pulls", label(arrangement, l))
				}
			}
		}
	}
}

// TestDebiasedOfSomeClampedAnchors has both sorts side by side.
func TestDebiasedOfSomeClampedAnchors(t *testing.T) {
	const b = 80
	z0, z1 := pairs(86, b, 10, 0.95)
	other0, other1 := pairs(87, b, 10, 0.1)
	for i := 0; i < b; i += 2 {
		copy(matrix.Row(z0, i), matrix.Row(other0, i))
		copy(matrix.Row(z1, i), matrix.Row(other1, i))
	}
	for _, beta := range []float64{0, 1} {
		l := Debiased{Tau: 0.4, TauPlus: 0.3, Beta: beta}
		for _, arrangement := range tiled {
			want := checkDefined(t, l, arrangement, z0, z1, nil, 4e-6)
			clamped := 0
			for _, s := range want.anchors {
				if l.clamps(s) {
					clamped++
				}
			}
			if clamped == 0 || clamped == len(want.anchors) {
				t.Errorf("%s: %d of %d anchors are clamped", label(arrangement, l), clamped, len(want.anchors))
			}
		}
	}
}

// TestDCLWOfNegativeWeights has pairs so much closer than the others that their weights
// are negative, so that their positives push.
func TestDCLWOfNegativeWeights(t *testing.T) {
	const b = 70
	z0, z1 := pairs(88, b, 14, 0.05)
	near0, near1 := pairs(89, b, 14, 0.98)
	for i := range 5 {
		copy(matrix.Row(z0, i*13), matrix.Row(near0, i))
		copy(matrix.Row(z1, i*13), matrix.Row(near1, i))
	}
	for _, l := range []DCLW{{Tau: 0.2, Sigma: 0.1}, {Tau: 0.02, Sigma: 0.2}} {
		for _, arrangement := range arrangements {
			z1 := z1
			if arrangement == "bank" {
				z1 = flipped(z1)
			}
			want := checkDefined(t, l, arrangement, z0, z1, nil, 3e-6+6e-7/l.Tau)
			negative := 0
			for _, s := range want.anchors {
				if s.weight < 0 {
					negative++
				}
			}
			if negative == 0 {
				t.Errorf("%s: no weight is negative", label(arrangement, l))
			}
		}
	}
}

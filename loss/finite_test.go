package loss

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// extremeInputs are b pairs of unit rows whose similarities go to the ends.
func extremeInputs(b int) map[string][2]blas32.General {
	const d = 5
	random := unitMatrix(4, b, d)
	equal := scaledCopy(random, 1)
	duplicates := scaledCopy(random, 1)
	for i := range b {
		copy(matrix.Row(equal, i), matrix.Row(equal, 0))
		copy(matrix.Row(duplicates, i), matrix.Row(duplicates, i%2))
	}
	return map[string][2]blas32.General{
		"random":     {random, unitMatrix(6, b, d)},
		"aligned":    {random, random},
		"equal":      {equal, equal},
		"opposite":   {random, scaledCopy(random, -1)},
		"extremes":   {equal, scaledCopy(equal, -1)},
		"duplicates": {duplicates, duplicates},
	}
}

// TestFinite goes to the ends of the temperature with the inputs that make
// losses overflow, and asks that no loss is negative.
func TestFinite(t *testing.T) {
	const b = 6
	for name, z := range extremeInputs(b) {
		for _, isUnit := range []bool{false, true} {
			ws := new(Workspace)
			for _, tau := range []float64{1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000, 1e4} {
				for _, l := range append(lossesAt(tau, 2), uniformLosses(2)...) {
					for _, arrangement := range arrangements {
						p := problemOf(arrangement, z[0], z[1], reversed(b))
						p.Unit = isUnit
						res := mustWork(t, ws, l, p)
						checkFinite(t, label(arrangement, l, name), res, l)
					}
				}
			}
		}
	}
}

func checkFinite(t *testing.T, name string, res Result, l Loss) {
	t.Helper()
	_, softmax := Get(l, "tau").(float64)
	for _, v := range append([]float64{res.Loss}, res.PerAnchor...) {
		if math.IsNaN(v) || math.IsInf(v, 0) || softmax && v < 0 {
			t.Fatalf("%s: loss %v", name, v)
		}
	}
	for _, g := range res.Grads {
		for _, v := range g.Data {
			if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
				t.Fatalf("%s: gradient %v", name, v)
			}
		}
	}
}

// extremeLosses are those of the family with parameters at their ends.
func extremeLosses() []Loss {
	losses := []Loss{
		AlignUniform{Alpha: 1, T: 1e-4, Lambda: 1}, AlignUniform{Alpha: 16, T: 19.99, Lambda: 100}, AlignUniform{Alpha: 1, T: 19.99}, AlignUniform{Alpha: 1.5, T: 2, Lambda: 1},
		Triplet{Hinge: 1e6}, Triplet{Mean: true}, Triplet{Hinge: 2, Mean: true}, Triplet{}, Simple{Lambda: 1e30},
	}
	for _, tau := range []float64{1e-4, 1e-3, 0.02, 0.1, 1, 100, 1e4} {
		losses = append(losses,
			SupCon{Tau: tau}, SupCon{Tau: tau, TauBase: 1e-4}, SupCon{Tau: tau, TauBase: 1e4}, DCL{Tau: tau}, DCLW{Tau: tau, Sigma: 1e-4}, DCLW{Tau: tau, Sigma: 1e4},
			Debiased{Tau: tau}, Debiased{Tau: tau, TauPlus: 0.1}, Debiased{Tau: tau, TauPlus: 0.999999, Beta: 1}, Debiased{Tau: tau, TauPlus: 0.1, Beta: 1e4}, Debiased{Tau: tau, TauPlus: 0.1, Beta: 1e-4},
			SigLIP{Tau: tau}, SigLIP{Tau: tau, Bias: -1e4}, SigLIP{Tau: tau, Bias: 1e4}, SigLIP{Tau: tau, Bias: 1e30}, MACL{Tau: tau},
		)
	}
	return losses
}

// TestFiniteFamily goes to the ends of all other parameters, with selections and without.
func TestFiniteFamily(t *testing.T) {
	const b = 6
	for name, z := range extremeInputs(b) {
		ws := new(Workspace)
		for _, base := range extremeLosses() {
			for _, keep := range []Selection{{}, {K: 2}, {Drop: Above(0.5)}, {OtherClass: true}} {
				l := Over(base, keep)
				if Check(l) != nil {
					continue // a triplet loss without a hinge has no margin
				}
				for _, arrangement := range arrangements {
					p := problemOf(arrangement, z[0], z[1], reversed(b))
					p.Labels = []int{0, 1, 2, 0, 1, 2}
					res, err := ws.Compute(t.Context(), l, p)
					if err == ErrNoAnchors {
						continue
					}
					if err != nil {
						t.Fatalf("%s: %v", label(arrangement, l, name), err)
					}
					checkFiniteOrSkipped(t, label(arrangement, l, name), res)
				}
			}
		}
	}
}

func checkFiniteOrSkipped(t *testing.T, name string, res Result) {
	t.Helper()
	skipped := 0
	for _, v := range res.PerAnchor {
		if math.IsNaN(v) {
			skipped++
		}
		if math.IsInf(v, 0) {
			t.Errorf("%s: an anchor's loss is %v", name, v)
			return
		}
	}
	scalars := []float64{res.Loss, res.Tau, res.Scalars.LogScale, res.Scalars.Bias}
	for _, g := range res.Grads {
		for _, v := range g.Data {
			scalars = append(scalars, float64(v))
		}
	}
	for _, v := range scalars {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%s: %v in %+v", name, v, res)
			return
		}
	}
	if skipped != res.Skipped {
		t.Errorf("%s: %d losses are NaN, %d anchors skipped", name, skipped, res.Skipped)
	}
}

package loss

import "testing"

// lossesAt are the losses of the grid, each way to select among them.
func lossesAt(tau float64, k int) []Loss {
	return []Loss{
		Contrastive{Tau: tau},
		Over(Contrastive{Tau: tau}, Selection{K: k}),
		Over(Contrastive{Tau: tau}, Selection{Alpha: 0.3}),
	}
}

// uniformLosses have no temperature.
func uniformLosses(k int) []Loss {
	return []Loss{
		Simple{}, Simple{Lambda: 0.25},
		Over(Simple{}, Selection{K: k}), Over(Simple{Lambda: 0.5}, Selection{Alpha: 0.3}),
	}
}

type accuracyCase struct {
	loss                 Loss
	lossError, gradError float64 // allowed relative errors
}

func accuracyCases(taus []float64, k int) []accuracyCase {
	var cases []accuracyCase
	for _, tau := range taus {
		for _, l := range lossesAt(tau, k) {
			cases = append(cases, accuracyCase{l, 1e-6 + 4e-7/tau, 2e-6 + 4e-7/tau})
		}
	}
	for _, l := range uniformLosses(k) {
		cases = append(cases, accuracyCase{l, 1e-6, 2e-6})
	}
	return cases
}

var accuracyTaus = []float64{0.01, 0.07, 0.3, 1, 10}

// TestGradientsAgainstDifferences compares loss and gradients with the float64
// reference's loss and its central differences.
func TestGradientsAgainstDifferences(t *testing.T) {
	needsTime(t)
	const b, d = 9, 7
	index := reversed(b)
	for _, cosine := range []float64{0, 0.6, 0.9, 0.99} {
		z0, z1 := pairs(11, b, d, cosine)
		for _, arrangement := range arrangements {
			bank := z1
			if arrangement == "bank" {
				bank = flipped(z1)
			}
			for _, c := range accuracyCases(accuracyTaus, 3) {
				ref := newReference(c.loss, arrangement, index)
				ref.hold = true
				z := widen(z0, bank)
				want, _, analytic := ref.loss(z, b)
				numeric := differences(ref, z, b, step(c.loss))
				res := mustCompute(t, new(Workspace), arrangement, c.loss, z0, bank, index)
				name := label(arrangement, c.loss, cosine)
				if e := gradientError(analytic, numeric); !(e <= 1e-6) {
					t.Errorf("%s: the reference's own gradient is off by %.2g", name, e)
				}
				if e := relative(res.Loss, want); !(e <= c.lossError) {
					t.Errorf("%s: loss %v, want %v: off by %.2g", name, res.Loss, want, e)
				}
				if e := gradientError(resultGradient(res, b), numeric); !(e <= c.gradError) {
					t.Errorf("%s: gradient off by %.2g", name, e)
				}
			}
		}
	}
}

// step is a step of differences small beside the temperature.
func step(l Loss) float64 {
	if tau, has := Get(l, "tau").(float64); has {
		return min(1e-3, 1e-2*tau)
	}
	return 1e-3
}

// differences are central ones of fourth order. The bank stays as it is.
func differences(r *reference, z [][]float64, b0 int, h float64) [][]float64 {
	grad := zeros(len(z), len(z[0]))
	last := len(z)
	if r.arrangement == "bank" {
		last = b0
	}
	for i := range last {
		for k := range z[i] {
			at := func(x float64) float64 {
				old := z[i][k]
				defer func() { z[i][k] = old }()
				z[i][k] += x
				l, _, _ := r.loss(z, b0)
				return l
			}
			grad[i][k] = (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
		}
	}
	return grad
}

// TestAccuracyOverPanels compares with the reference's own gradients at a size
// of several panels, rows of a length that is no multiple of anything, and
// anchors' losses one by one.
func TestAccuracyOverPanels(t *testing.T) {
	needsTime(t)
	const b, d = 147, 37
	index := reversed(b)
	ws := &Workspace{Threads: 2}
	for _, cosine := range []float64{0, 0.6, 0.99} {
		z0, z1 := pairs(5, b, d, cosine)
		for _, arrangement := range arrangements {
			bank := z1
			if arrangement == "bank" {
				bank = flipped(z1)
			}
			for _, c := range accuracyCases([]float64{0.01, 0.07, 10}, 40) {
				want, losses, grad := newReference(c.loss, arrangement, index).loss(widen(z0, bank), b)
				res := mustCompute(t, ws, arrangement, c.loss, z0, bank, index)
				name := label(arrangement, c.loss, cosine)
				if e := relative(res.Loss, want); !(e <= c.lossError) {
					t.Errorf("%s: loss %v, want %v: off by %.2g", name, res.Loss, want, e)
				}
				if e := gradientError(resultGradient(res, b), grad); !(e <= c.gradError) {
					t.Errorf("%s: gradient off by %.2g", name, e)
				}
				if e := gradientError([][]float64{res.PerAnchor}, [][]float64{losses}); !(e <= c.lossError) {
					t.Errorf("%s: anchors' losses off by %.2g", name, e)
				}
			}
		}
	}
}

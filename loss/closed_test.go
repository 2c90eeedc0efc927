package loss

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// identity is the bank of the n unit vectors: against it the similarities of an
// anchor are its own elements, and its gradient holds the derivative by each.
func identity(n int) blas32.General {
	x := matrix.New(n, n)
	for i := range n {
		x.Data[i*n+i] = 1
	}
	return x
}

// TestClosedForms holds Wang & Liu 2021, eqs. (4) and (5): the derivative by the
// positive's similarity is minus the sum of those by the negatives', which are
// in the ratio of the relative penalties.
func TestClosedForms(t *testing.T) {
	const b, n = 6, 40
	z := unitMatrix(3, b, n)
	ws := new(Workspace)
	index := []int{0, 5, 39, 7, 5, 20}
	for _, tau := range []float64{0.01, 0.07, 0.3, 1, 10, 1000} {
		for _, k := range []int{0, 7} {
			var l Loss = Contrastive{Tau: tau}
			if k > 0 {
				l = Over(Contrastive{Tau: tau}, Selection{K: k})
			}
			res := mustWork(t, ws, l, unit(Bank(z, identity(n), index)))
			for i := range b {
				checkClosedForm(t, label("bank", l, i), matrix.Row(res.Grads[0], i), matrix.Row(z, i), index[i], k, tau)
			}
		}
	}
}

func checkClosedForm(t *testing.T, name string, grad, s []float32, positive, k int, tau float64) {
	t.Helper()
	var negatives, derivatives []float32
	for j, v := range s {
		if j != positive {
			negatives = append(negatives, v)
			derivatives = append(derivatives, grad[j])
		}
	}
	var sum float64
	for _, v := range derivatives {
		sum += float64(v)
	}
	p := float64(grad[positive])
	if p > 0 || math.Abs(p+sum) > 3e-7*math.Abs(p) {
		t.Errorf("%s: positive's derivative %v, negatives' sum %v", name, p, sum)
	}
	if k > 0 { // the others stay out of the penalties
		least := smallestOfHardest(negatives, k)
		for j, v := range negatives {
			if v < least {
				if derivatives[j] != 0 {
					t.Errorf("%s: an unselected negative has derivative %v", name, derivatives[j])
				}
				negatives[j] = float32(math.Inf(-1))
			}
		}
	}
	r := penalties(negatives, tau)
	for j := range r {
		if got := float64(derivatives[j]) / -p; math.Abs(got-r[j]) > 1e-6*r[j]+1e-9 && tau >= 0.07 {
			t.Errorf("%s: penalty %v, want %v", name, got, r[j])
		}
		if got := float64(derivatives[j]) / -p; math.Abs(got-r[j]) > 2e-5*r[j]+1e-9 {
			t.Errorf("%s: penalty %v, want %v", name, got, r[j])
		}
	}
}

// penalties are the negatives' shares exp(s_j/τ)/Σ_k exp(s_k/τ).
func penalties(s []float32, tau float64) []float64 {
	r := make([]float64, len(s))
	top := float64(slices.Max(s))
	var sum float64
	for j, v := range s {
		r[j] = math.Exp((float64(v) - top) / tau)
		sum += r[j]
	}
	for j := range r {
		r[j] /= sum
	}
	return r
}

func smallestOfHardest(x []float32, k int) float32 {
	r := &reference{k: k}
	s := make([]float64, len(x))
	for j, v := range x {
		s[j] = float64(v)
	}
	least := float32(math.Inf(1))
	for j, kept := range r.selected(s, 0) {
		if kept {
			least = min(least, x[j])
		}
	}
	return least
}

// TestColdLimit holds eq. (6): τL is max(s_max - s_ip, 0) at τ → 0, between
// which two lies at most τ log(candidates).
func TestColdLimit(t *testing.T) {
	const b, n, d = 8, 50, 12
	z, bank := unitMatrix(1, b, d), unitMatrix(2, n, d)
	index := []int{0, 1, 2, 3, 4, 5, 6, 7}
	copy(matrix.Row(bank, 3), matrix.Row(z, 3)) // one anchor that is close to its positive
	for _, tau := range []float64{1e-2, 1e-3, 1e-4} {
		res := mustWork(t, new(Workspace), Contrastive{Tau: tau}, unit(Bank(z, bank, index)))
		for i, l := range res.PerAnchor {
			u := widen(matrix.Rows(z, i, i+1), bank)
			nearest := math.Inf(-1)
			for j := range n {
				if j != index[i] {
					nearest = max(nearest, dot64(u[0], u[1+j]))
				}
			}
			limit := max(nearest-dot64(u[0], u[1+index[i]]), 0)
			if gap := tau*l - limit; gap < -1e-6 || gap > tau*math.Log(n)+1e-6 {
				t.Errorf("τ = %v, anchor %d: τL = %v, limit %v", tau, i, tau*l, limit)
			}
		}
	}
}

// TestHotLimit holds eq. (7): with n candidates, τ(L - log n) and τ times the
// gradient approach (n-1)/n times those of Simple, and a tenfold temperature
// brings them ten times closer.
func TestHotLimit(t *testing.T) {
	const b, d = 20, 9
	z0, z1 := pairs(21, b, d, 0.6)
	for _, arrangement := range arrangements {
		simple := mustCompute(t, new(Workspace), arrangement, Simple{}, z0, z1, reversed(b))
		n := float64(simple.Negatives + 1)
		for _, tau := range []float64{10, 100} {
			res := mustCompute(t, new(Workspace), arrangement, Contrastive{Tau: tau}, z0, z1, reversed(b))
			if got, want := tau*(res.Loss-math.Log(n)), (n-1)/n*simple.Loss; math.Abs(got-want) > 0.5/tau {
				t.Errorf("%s, τ = %v: τ(L - log n) = %v, limit %v", arrangement, tau, got, want)
			}
			got, want := resultGradient(res, b), resultGradient(simple, b)
			for i := range got {
				for k := range got[i] {
					got[i][k] *= tau
					want[i][k] *= (n - 1) / n
				}
			}
			if e := gradientError(got, want); e > 1/tau {
				t.Errorf("%s, τ = %v: gradient %.2g off its limit", arrangement, tau, e)
			}
		}
	}
}

// TestTies keeps every negative that ties with the K-th.
func TestTies(t *testing.T) {
	z := matrix.Of([]float32{1, 0}, 1, 2)
	bank := matrix.Of([]float32{0.6, 0.8, 0.8, 0.6, 0.8, -0.6, 0, 1, 0.8, 0.6, 1, 0, -1, 0}, 7, 2)
	ws := new(Workspace)
	for k, want := range map[int]struct {
		kept int
		sum  float64
	}{1: {1, 1}, 2: {4, 3.4}, 3: {4, 3.4}, 4: {4, 3.4}, 5: {5, 3.4}, 6: {6, 2.4}} {
		res := mustWork(t, ws, Over(Simple{}, Selection{K: k}), unit(Bank(z, bank, []int{0})))
		if got, want := res.Loss, want.sum/float64(want.kept)-0.6; math.Abs(got-want) > 1e-7 {
			t.Errorf("K = %d: loss %v, want %v", k, got, want)
		}
		res = mustWork(t, ws, Over(Contrastive{Tau: 1e4}, Selection{K: k}), unit(Bank(z, bank, []int{0})))
		if got, want := math.Exp(res.Loss), float64(want.kept+1); math.Abs(got-want) > 0.01 {
			t.Errorf("K = %d: about %v candidates, want %v", k, got, want)
		}
	}
}

// TestSelectingAll gives the losses without selection.
func TestSelectingAll(t *testing.T) {
	const b, d = 30, 16
	z0, z1 := pairs(8, b, d, 0.6)
	for _, arrangement := range arrangements {
		for _, pair := range [][2]Loss{
			{Over(Contrastive{Tau: 0.2}, Selection{Alpha: 1}), Contrastive{Tau: 0.2}},
			{Over(Simple{}, Selection{Alpha: 1}), Simple{}},
			{Over(Simple{Lambda: 0.3}, Selection{Alpha: 1}), Simple{Lambda: 0.3}},
		} {
			hard := mustCompute(t, new(Workspace), arrangement, pair[0], z0, z1, reversed(b))
			all := mustCompute(t, new(Workspace), arrangement, pair[1], z0, z1, reversed(b))
			if e := relative(hard.Loss, all.Loss); e > 1e-6 {
				t.Errorf("%s: loss off by %.2g", label(arrangement, pair[0]), e)
			}
			if e := gradientError(resultGradient(hard, b), resultGradient(all, b)); e > 1e-6 {
				t.Errorf("%s: gradient off by %.2g", label(arrangement, pair[0]), e)
			}
		}
	}
}

package loss

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// arrangements are the ways to compute a loss of two matrices whose rows are
// pairs; the bank is the second matrix in another order.
var arrangements = []string{"inbatch", "cross", "symmetric", "bank"}

// tiled are those in which candidates have gradients, so that tiles serve them.
var tiled = arrangements[:3]

// withExtras are those that take extra negatives.
var withExtras = []string{"inbatch", "cross", "bank"}

// problemOf is a problem of two matrices, or "oneview" of the first; index is for the
// bank.
func problemOf(arrangement string, z0, z1 blas32.General, index []int) Problem {
	switch arrangement {
	case "inbatch":
		return InBatch(z0, z1)
	case "oneview":
		return Views(z0, 0)
	case "cross":
		return Cross(z0, z1)
	case "symmetric":
		return Symmetric(z0, z1)
	}
	return Bank(z0, z1, index)
}

// unit is a problem of rows that are said to be unit vectors.
func unit(p Problem) Problem {
	p.Unit = true
	return p
}

// grad is a gradient of a result, of no rows if there are not so many.
func grad(res Result, i int) blas32.General {
	if i < len(res.Grads) {
		return res.Grads[i]
	}
	return blas32.General{}
}

// mustWork is what w makes of a problem.
func mustWork(t *testing.T, w *Workspace, l Loss, p Problem) Result {
	t.Helper()
	res, err := w.Compute(context.Background(), l, p)
	if err != nil {
		t.Fatalf("%s: %v", label("", l), err)
	}
	return res
}

// mustCompute is mustWork of a problem that has two matrices alone; index is for the
// bank.
func mustCompute(t *testing.T, w *Workspace, arrangement string, l Loss, z0, z1 blas32.General, index []int) Result {
	t.Helper()
	return mustWork(t, w, l, problemOf(arrangement, z0, z1, index))
}

// reference is a loss in float64 by its definition, over whole rows of
// similarities. Where hold is set, the selection found first is kept, as a
// derivative needs it.
type reference struct {
	uniform     bool
	tau, lambda float64
	k           int
	alpha       float64
	arrangement string
	index       []int
	hold        bool
	kept        [][]bool
}

func newReference(l Loss, arrangement string, index []int) *reference {
	number := func(name string) float64 { v, _ := Get(l, name).(float64); return v }
	return &reference{
		uniform: MemberOf(l).Field("lambda") != nil, tau: number("tau"), lambda: number("lambda"), k: Get(l, "topk").(int), alpha: number("alpha"),
		arrangement: arrangement, index: index,
	}
}

// direction lists anchors and candidates as rows of z = [z0; z1].
type direction struct {
	anchors, candidates []int
	positive            func(i int) int // a position in candidates
}

func span(lo, hi int) []int {
	s := make([]int, hi-lo)
	for i := range s {
		s[i] = lo + i
	}
	return s
}

func (r *reference) directions(b0, n int) []direction {
	same := func(i int) int { return i }
	first, second := span(0, b0), span(b0, n)
	switch r.arrangement {
	case "inbatch":
		return []direction{{span(0, n), span(0, n), func(i int) int { return (i + b0) % n }}}
	case "cross":
		return []direction{{first, second, same}}
	case "symmetric":
		return []direction{{first, second, same}, {second, first, same}}
	}
	return []direction{{first, second, func(i int) int { return r.index[i] }}}
}

// loss returns the loss of z = [z0; z1], whose first b0 rows are z0, the
// anchors' losses, and the gradient with respect to z.
func (r *reference) loss(z [][]float64, b0 int) (float64, []float64, [][]float64) {
	u, norms := unitRows64(z)
	grad := zeros(len(z), len(z[0]))
	var losses []float64
	dirs := r.directions(b0, len(z))
	count := 0
	for _, d := range dirs {
		count += len(d.anchors)
	}
	for _, d := range dirs {
		for i, a := range d.anchors {
			p := d.candidates[d.positive(i)]
			var negatives []int
			for _, c := range d.candidates {
				if c != p && c != a {
					negatives = append(negatives, c)
				}
			}
			losses = append(losses, r.anchor(u, grad, a, p, negatives, len(losses), 1/float64(count)))
		}
	}
	if r.arrangement == "bank" {
		for i := b0; i < len(z); i++ {
			clear(grad[i])
		}
	}
	throughNorm64(grad, u, norms)
	var sum float64
	for _, l := range losses {
		sum += l
	}
	return sum / float64(count), losses, grad
}

// anchor returns the loss of anchor a and adds its gradient by the unit rows.
func (r *reference) anchor(u, grad [][]float64, a, p int, negatives []int, number int, weight float64) float64 {
	s := make([]float64, len(negatives))
	for j, c := range negatives {
		s[j] = dot64(u[a], u[c])
	}
	kept := r.selected(s, number)
	sp := dot64(u[a], u[p])
	loss, byNegative, byPositive := r.weigh(s, kept, sp)
	pull := func(c int, w float64) {
		for k := range u[a] {
			grad[a][k] += weight * w * u[c][k]
			grad[c][k] += weight * w * u[a][k]
		}
	}
	pull(p, byPositive)
	for j, c := range negatives {
		if kept[j] {
			pull(c, byNegative[j])
		}
	}
	return loss
}

func (r *reference) selected(s []float64, number int) []bool {
	if r.hold && number < len(r.kept) {
		return r.kept[number]
	}
	k := len(s)
	if r.k > 0 {
		k = r.k
	} else if r.alpha > 0 {
		k = max(1, int(math.RoundToEven(r.alpha*float64(len(s)))))
	}
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	kept := make([]bool, len(s))
	for j, v := range s {
		kept[j] = v >= sorted[len(s)-k]-1e-12 // equal rows, whose sums may differ in the last digit
	}
	if r.hold {
		r.kept = append(r.kept, kept)
	}
	return kept
}

// weigh returns an anchor's loss and its derivatives by the similarities.
func (r *reference) weigh(s []float64, kept []bool, sp float64) (loss float64, byNegative []float64, byPositive float64) {
	byNegative = make([]float64, len(s))
	if r.uniform {
		lambda := r.lambda
		n := 0.0
		var sum float64
		for j, k := range kept {
			if k {
				n++
				sum += s[j]
			}
		}
		if lambda == 0 {
			lambda = 1 / n
		}
		for j := range byNegative {
			byNegative[j] = lambda
		}
		return lambda*sum - sp, byNegative, -1
	}
	top := 0.0 // largest (s_j - sp)/τ, the positive's 0 included
	for j, k := range kept {
		if k {
			top = max(top, (s[j]-sp)/r.tau)
		}
	}
	var sum float64
	for j, k := range kept {
		if k {
			byNegative[j] = math.Exp((s[j]-sp)/r.tau - top)
			sum += byNegative[j]
		}
	}
	total := sum + math.Exp(-top)
	for j := range byNegative {
		byNegative[j] /= total * r.tau
	}
	if top == 0 {
		return math.Log1p(sum), byNegative, -sum / total / r.tau
	}
	return top + math.Log(total), byNegative, -sum / total / r.tau
}

func zeros(n, d int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = make([]float64, d)
	}
	return x
}

func dot64(x, y []float64) float64 {
	var sum float64
	for k := range x {
		sum += x[k] * y[k]
	}
	return sum
}

func unitRows64(z [][]float64) ([][]float64, []float64) {
	u, norms := zeros(len(z), len(z[0])), make([]float64, len(z))
	for i, r := range z {
		norms[i] = math.Sqrt(dot64(r, r))
		for k, v := range r {
			u[i][k] = v / norms[i]
		}
	}
	return u, norms
}

func throughNorm64(g, u [][]float64, norms []float64) {
	for i := range g {
		along := dot64(g[i], u[i])
		for k := range g[i] {
			g[i][k] = (g[i][k] - along*u[i][k]) / norms[i]
		}
	}
}

// widen stacks matrices into rows of float64.
func widen(zs ...blas32.General) [][]float64 {
	var out [][]float64
	for _, z := range zs {
		for i := range z.Rows {
			r := make([]float64, z.Cols)
			for k, v := range matrix.Row(z, i) {
				r[k] = float64(v)
			}
			out = append(out, r)
		}
	}
	return out
}

func relative(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// gradientError is |got - want| / |want| over a whole gradient.
func gradientError(got, want [][]float64) float64 {
	var gap, size float64
	for i := range want {
		for k := range want[i] {
			d := got[i][k] - want[i][k]
			gap += d * d
			size += want[i][k] * want[i][k]
		}
	}
	return math.Sqrt(gap / size)
}

// resultGradient stacks the gradients of a result as the reference does.
func resultGradient(res Result, n1 int) [][]float64 {
	if len(res.Grads) > 1 {
		return widen(res.Grads...)
	}
	return append(widen(res.Grads...), zeros(n1, res.Grads[0].Cols)...)
}

func label(arrangement string, l Loss, rest ...any) string {
	return fmt.Sprint(arrangement, " ", Name(l), " ", Parameters(l), " ", rest)
}

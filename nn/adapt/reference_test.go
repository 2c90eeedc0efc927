package adapt

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// A reference64 is a head in float64, by its formula.
type reference64 struct {
	kind    string
	in, out int
	base    []float64
	params  [][]float64
}

func referenceOf(h *Head) reference64 {
	r := reference64{kind: h.kind, in: h.In(), out: h.Out(), base: widen(h.base.Data)}
	for _, p := range h.params {
		r.params = append(r.params, widen(p.Value))
	}
	return r
}

func widen(x []float32) []float64 {
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}

func (r reference64) apply(z []float64) []float64 {
	y := times(z, r.base, r.out)
	var more []float64
	switch r.kind {
	case Linear:
		more = times(z, r.params[0], r.out)
	case LowRank:
		more = times(times(z, r.params[0], len(r.params[0])/r.in), r.params[1], r.out)
	case MLP:
		hidden := times(z, r.params[0], r.in)
		for i := range hidden {
			hidden[i] = max(hidden[i]+r.params[1][i], 0)
		}
		more = times(hidden, r.params[2], r.out)
	}
	for i := range y {
		y[i] += more[i]
	}
	return y
}

// times is the row z times a matrix of so many columns.
func times(z, m []float64, cols int) []float64 {
	y := make([]float64, cols)
	for i, v := range z {
		for j := range y {
			y[j] += v * m[i*cols+j]
		}
	}
	return y
}

func unit64(z []float64) []float64 {
	length := math.Sqrt(dot(z, z))
	y := make([]float64, len(z))
	for i, v := range z {
		y[i] = v / length
	}
	return y
}

func dot(a, b []float64) (sum float64) {
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

func rowsOf(x blas32.General) (rows [][]float64) {
	for i := range x.Rows {
		rows = append(rows, widen(matrix.Row(x, i)))
	}
	return rows
}

// shaken is an adapter none of whose parameters is what it begins with.
func shaken(t *testing.T, s Settings, d int) *Adapter {
	t.Helper()
	base, err := s.base(normal(2*d, d, 6))
	if err != nil {
		t.Fatal(err)
	}
	a, err := newAdapter(s, base)
	if err != nil {
		t.Fatal(err)
	}
	shake(a)
	return a
}

// shake moves all that is trained.
func shake(a *Adapter) {
	r := portable.NewRand(7)
	for _, p := range a.params() {
		for i := range p.Value {
			p.Value[i] += float32(r.Normal()) / 4
		}
	}
}

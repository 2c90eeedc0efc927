package solve

import (
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
)

// TestGradient combines blocks of terms in float64: a million terms of one and then
// small ones that float32 would lose.
func TestGradient(t *testing.T) {
	var g gradient
	g.reset(1, 1, 4)
	addTerms := func(value float32, terms int) {
		w := matrix.New(terms, 1)
		x := matrix.New(terms, 1)
		for i := range terms {
			w.Data[i], x.Data[i] = 1, value
		}
		g.addProduct(1, 0, blas.Trans, w, x)
	}
	addTerms(1<<24, 4)
	for range 5 {
		addTerms(1, 3)
	}
	addTerms(-(1 << 24), 4)
	if got := g.total().Data[0]; got != 15 {
		t.Errorf("sum %v, want 15", got)
	}
	g.reset(1, 1, 4)
	addTerms(2, 3)
	if got := g.total().Data[0]; got != 6 {
		t.Errorf("after reset: sum %v, want 6", got)
	}
}

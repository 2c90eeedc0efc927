package loss

import (
	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// longSum is the number of terms up to which a sum stays in float32. Longer ones
// are cut into blocks of so many terms, combined in order in float64.
const longSum = kernels.Block

// A sink gathers the gradient with respect to the unit rows of one matrix.
type sink struct {
	grad  blas32.General // the terms since the last flush
	wide  []float64      // the terms before it
	terms int            // per element in grad
	limit int            // of terms
	flush bool           // something is in wide
}

// reset makes s the zero gradient of n rows and d columns, its sums cut after
// limit terms.
func (s *sink) reset(n, d, limit int) {
	s.grad = dense(grow(s.grad.Data, n*d), n, d)
	clear(s.grad.Data)
	s.terms, s.limit, s.flush = 0, limit, false
}

// addProduct adds weightsᵀ·x, which has a term for every row of x.
func (s *sink) addProduct(threads int, weights, x blas32.General) {
	if s.terms+x.Rows > s.limit {
		s.widen()
	}
	kernels.Gemm(threads, blas.Trans, blas.NoTrans, 1, weights, x, 1, s.grad)
	s.terms += x.Rows
}

// widen moves what grad holds to wide.
func (s *sink) widen() {
	if !s.flush {
		s.wide = grow(s.wide, len(s.grad.Data))
		clear(s.wide)
		s.flush = true
	}
	for i, v := range s.grad.Data {
		s.wide[i] += float64(v)
	}
	clear(s.grad.Data)
	s.terms = 0
}

// total brings the whole gradient into grad and returns it.
func (s *sink) total() blas32.General {
	s.totalRows(0, s.grad.Rows)
	s.flush = false
	return s.grad
}

// totalRows brings the rows from lo up to hi into grad.
func (s *sink) totalRows(lo, hi int) {
	if !s.flush {
		return
	}
	lo, hi = lo*s.grad.Cols, hi*s.grad.Cols
	grad := s.grad.Data[lo:hi]
	for i, v := range s.wide[lo:hi] {
		grad[i] = float32(v + float64(grad[i]))
	}
}

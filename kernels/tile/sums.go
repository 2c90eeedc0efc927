package tile

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Sums are the sums C_I += op(W) Y_J for the blocks of rows of a matrix, in the
// order of the products' loops. The zero value is ready for [Sums.Reset], which
// keeps the memory of earlier sums. Several goroutines may add to different
// blocks at once.
type Sums struct {
	table      *impl.Table
	rows, cols int
	edge       int
	width      int
	data       []float32 // panels of width columns: the panel's part of each row
}

// Reset makes s the sums, all +0, of a matrix with the shape and the blocks of b.
func (s *Sums) Reset(b *Blocks) {
	s.Lay(b)
	clear(s.data)
}

// Lay is what [Sums.Reset] does ahead of [Sums.Zero] for every block, which is left to
// the caller.
func (s *Sums) Lay(b *Blocks) {
	s.table, s.rows, s.cols, s.edge, s.width = b.table, b.z.Rows, b.z.Cols, b.edge, b.width
	s.data = grow(&s.data, impl.CeilDiv(s.cols, s.width)*s.width*s.rows)
}

// Zero makes the sums of block i +0. Different blocks may be made so at once.
func (s *Sums) Zero(i int) {
	lo, hi := s.bounds(i)
	for q := range impl.CeilDiv(s.cols, s.width) {
		clear(s.data[(q*s.rows+lo)*s.width : (q*s.rows+hi)*s.width])
	}
}

// Add adds W Y_J to block i, or Wᵀ Y_J for t = [blas.Trans]; y has been prepared
// [AsFactor]. W is what a tile of [Blocks.Tile] has become; of its columns those
// count that belong to rows of the two matrices it was made of. Add panics if there is
// no block i or j, or if W is smaller than they are or its slice shorter than W.
func (s *Sums) Add(i int, t blas.Transpose, w blas32.General, y *Blocks, j int) {
	for q := range y.Panels() {
		s.AddPanel(i, q, t, w, y, j)
	}
}

// AddPanel is the part of [Sums.Add] that concerns a panel of columns, of which there
// are [Blocks.Panels]. Several goroutines may add to different panels of a block at
// once.
func (s *Sums) AddPanel(i, panel int, t blas.Transpose, w blas32.General, y *Blocks, j int) {
	lo, hi := s.bounds(i)
	from, to := y.Bounds(j)
	checkBlock("Add", i, impl.CeilDiv(s.rows, s.edge))
	checkBlock("Add", j, y.Count())
	checkFactor(w, t, hi-lo, to-from)
	row, col := w.Stride, 1
	if t != blas.NoTrans {
		row, col = 1, w.Stride
	}
	x := operand{w.Data, hi - lo, row, col}
	factors, c := y.factors[(panel*y.z.Rows+from)*s.width:], s.data[(panel*s.rows+lo)*s.width:]
	multiplyPanel(s.table, x, to-from, factors, 1, c, s.width)
}

func (s *Sums) bounds(i int) (lo, hi int) { return i * s.edge, min((i+1)*s.edge, s.rows) }

// Drain moves block i to its rows of dst, which has the shape of the sums, and
// sets it to +0.
func (s *Sums) Drain(i int, dst blas32.General) {
	if dst.Rows != s.rows || dst.Cols != s.cols || !impl.HoldsMatrix(len(dst.Data), dst.Rows, dst.Cols, dst.Stride) {
		panic(fmt.Sprintf("tile: Drain: sums of %d×%d into %d×%d with stride %d over %d elements",
			s.rows, s.cols, dst.Rows, dst.Cols, dst.Stride, len(dst.Data)))
	}
	lo, hi := s.bounds(i)
	for q := range impl.CeilDiv(s.cols, s.width) {
		n := min(s.width, s.cols-q*s.width)
		panel := s.data[(q*s.rows+lo)*s.width:][:(hi-lo)*s.width]
		for r := range hi - lo {
			copy(dst.Data[(lo+r)*dst.Stride+q*s.width:][:n], panel[r*s.width:])
		}
		clear(panel)
	}
}

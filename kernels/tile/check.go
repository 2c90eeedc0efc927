package tile

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// none is the length of a vector that is nil: nobody asks for it.
const none = -1

func length[E any](x []E) int {
	if x == nil {
		return none
	}
	return len(x)
}

// checkTile panics unless s is a tile with so many rows and, give or take what
// is to spare, columns.
func checkTile(function string, s blas32.General, rows, cols int) {
	switch {
	case s.Rows < 1 || s.Cols < 1 || s.Rows > EdgeLimit || s.Cols > EdgeLimit || s.Cols%span != 0:
		panic(fmt.Sprintf("tile: %s: a tile of %d×%d", function, s.Rows, s.Cols))
	case !impl.HoldsMatrix(len(s.Data), s.Rows, s.Cols, s.Stride):
		panic(fmt.Sprintf("tile: %s: len(s.Data) = %d is too short for %d×%d with stride %d", function, len(s.Data), s.Rows, s.Cols, s.Stride))
	case rows != none && rows != s.Rows || cols != none && (cols > s.Cols || cols <= s.Cols-span):
		panic(fmt.Sprintf("tile: %s: a tile of %d×%d with vectors of %d rows and %d columns", function, s.Rows, s.Cols, rows, cols))
	}
}

// checkLength panics unless the named vector has n elements.
func checkLength(function, name string, length, n int) {
	if length != n {
		panic(fmt.Sprintf("tile: %s: len(%s) = %d, must be %d", function, name, length, n))
	}
}

// sameTile panics unless dst can hold what s does.
func sameTile(function string, dst, s blas32.General) {
	if dst.Rows != s.Rows || dst.Cols != s.Cols || dst.Stride != s.Stride || !impl.HoldsMatrix(len(dst.Data), s.Rows, s.Cols, s.Stride) {
		panic(fmt.Sprintf("tile: %s: dst is %d×%d with stride %d over %d elements, the tile %d×%d with stride %d",
			function, dst.Rows, dst.Cols, dst.Stride, len(dst.Data), s.Rows, s.Cols, s.Stride))
	}
}

// checkBlock panics unless i is one of count blocks.
func checkBlock(function string, i, count int) {
	if i < 0 || i >= count {
		panic(fmt.Sprintf("tile: %s: block %d, there are %d", function, i, count))
	}
}

// checkFactor panics unless op(w) has rows and columns for a product of that size.
func checkFactor(w blas32.General, t blas.Transpose, rows, cols int) {
	if t != blas.NoTrans {
		rows, cols = cols, rows
	}
	if w.Rows < rows || w.Cols < cols || !impl.HoldsMatrix(len(w.Data), w.Rows, w.Cols, w.Stride) {
		panic(fmt.Sprintf("tile: Add: w is %d×%d with stride %d over %d elements, must have %d×%d",
			w.Rows, w.Cols, w.Stride, len(w.Data), rows, cols))
	}
}

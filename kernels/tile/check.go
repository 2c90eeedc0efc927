package tile

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
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
	case s.Stride < s.Cols || len(s.Data) < (s.Rows-1)*s.Stride+s.Cols:
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
	if dst.Rows != s.Rows || dst.Cols != s.Cols || dst.Stride != s.Stride || len(dst.Data) < (s.Rows-1)*s.Stride+s.Cols {
		panic(fmt.Sprintf("tile: %s: dst is %d×%d with stride %d over %d elements, the tile %d×%d with stride %d",
			function, dst.Rows, dst.Cols, dst.Stride, len(dst.Data), s.Rows, s.Cols, s.Stride))
	}
}

package tile

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

const (
	// EdgeLimit is the most rows and columns that a tile has.
	EdgeLimit = impl.GemmBlock

	// span is the multiple that a tile's columns come in.
	span = impl.TileSpan

	// callLimit is the most elements that one call into assembly covers.
	callLimit = impl.Block
)

// active is the backend of this package: the one that package kernels has.
var active = impl.Active

// vectors are what a kernel computes of a tile's rows and columns. The assembly
// writes whole vectors of rows.
type vectors struct {
	rows [EdgeLimit + span]float32
	cols [EdgeLimit]float32
}

var scratches = sync.Pool{New: func() any { return new(vectors) }}

// eachStrip calls f for rows of s that one call into assembly covers: n from lo
// on, which begin at data.
func eachStrip(s blas32.General, f func(lo, n int, data []float32)) {
	most := max(1, callLimit/max(1, s.Cols))
	for lo := 0; lo < s.Rows; lo += most {
		f(lo, min(most, s.Rows-lo), s.Data[lo*s.Stride:])
	}
}

// addTo adds the sums to those of rows and cols, unless they are nil.
func (t *vectors) addTo(rows, cols []float64) {
	add(rows, t.rows[:])
	add(cols, t.cols[:])
}

// add adds to each sum what x has for it.
func add[E float32 | int32](sums []float64, x []E) {
	for i := range sums {
		sums[i] += float64(x[i])
	}
}

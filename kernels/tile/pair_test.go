package tile

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// A pair of exponentials is two of them.
func TestExpPairIsTwo(t *testing.T) {
	f := newFrame(similarities(), 100, 240, 3, portable.NewRand(25), kerneltest.Aligned)
	scales := [2]float32{10, 3}
	var rows, cols [2][]float64
	for k := range rows {
		rows[k], cols[k] = make([]float64, 100), make([]float64, len(f.colSums[0]))
	}
	ExpPair(f.s, 1, scales, rows, cols)
	for k := range rows {
		Exp(f.dst, f.s, 1, scales[k], f.rowSums[k], f.colSums[k])
		if !slices.Equal(rows[k], f.rowSums[k]) || !slices.Equal(cols[k], f.colSums[k]) {
			t.Errorf("sums at scale %v differ from those of Exp", scales[k])
		}
	}
}

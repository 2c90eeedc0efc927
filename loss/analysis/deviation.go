package analysis

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// Deviation returns by how much the similarities of an anchor to its negatives differ: the
// root of the mean over the anchors of their variance. It is the scale of a temperature:
// of similarities that are normal with the deviation σ, the penalties leave
// N exp(-σ²/2τ²) effective negatives of N. Every row of z, n×d, is an anchor with all other
// rows its negatives; rows are normalised. threads (0 or 1: none but the caller's) changes no
// bit. It takes n·d·min(n, d) operations, and holds z once more and min(n, d)² numbers. Errors
// name the row that cannot be normalised, and fewer than two rows.
func Deviation(threads int, z blas32.General) (float64, error) {
	if err := matrix.Check(z); err != nil {
		return 0, err
	}
	if z.Rows < 2 {
		return 0, fmt.Errorf("%d row, want at least 2", z.Rows)
	}
	unit := matrix.New(z.Rows, z.Cols)
	if err := matrix.Unit(unit, z, make([]float32, z.Rows)); err != nil {
		return 0, err
	}
	n := float64(z.Rows)
	squares, means := sumOfSquares(threads, unit), 0.0
	total := columnSums(unit)
	for i := range unit.Rows {
		row := matrix.Row(unit, i)
		self, sum := 0.0, 0.0
		for k, v := range row {
			self += float64(float64(v) * float64(v))
			sum += float64(float64(v) * total[k])
		}
		mean := (sum - self) / (n - 1)
		squares -= float64(self * self)
		means += float64(mean * mean)
	}
	return math.Sqrt(max(0, squares/(n*(n-1))-means/n)), nil
}

// sumOfSquares is that of all similarities of unit rows Z, those of a row with itself among
// them: the squares of Z·Zᵀ have the same sum as those of Zᵀ·Z, and the smaller one will do.
func sumOfSquares(threads int, z blas32.General) (sum float64) {
	side, a, b := z.Rows, blas.NoTrans, blas.Trans
	if z.Cols < z.Rows {
		side, a, b = z.Cols, blas.Trans, blas.NoTrans
	}
	products := matrix.New(side, side)
	kernels.Gemm(threads, a, b, 1, z, z, 0, products)
	for _, v := range products.Data {
		sum += float64(float64(v) * float64(v))
	}
	return sum
}

func columnSums(z blas32.General) []float64 {
	sums := make([]float64, z.Cols)
	for i := range z.Rows {
		for k, v := range matrix.Row(z, i) {
			sums[k] += float64(v)
		}
	}
	return sums
}

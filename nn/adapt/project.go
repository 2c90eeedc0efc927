package adapt

import (
	"errors"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"
)

// identity is the n×n identity.
func identity(n int) blas32.General {
	m := matrix.New(n, n)
	for i := range n {
		matrix.Row(m, i)[i] = 1
	}
	return m
}

// Project returns the projection of rows of x to their dim principal directions, those along
// which the rows are longest, a column each. The rows are not centred: their similarities
// are to stay what they are as far as dim values can say them. By gonum's eigenvectors of
// XᵀX, whose signs are those that make the largest element of each positive.
func Project(x blas32.General, dim int) (blas32.General, error) {
	gram, row := mat.NewSymDense(x.Cols, nil), make([]float64, x.Cols)
	for i := range x.Rows {
		for j, v := range matrix.Row(x, i) {
			row[j] = float64(v)
		}
		gram.SymRankOne(gram, 1, mat.NewVecDense(len(row), row))
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(gram, true) {
		return blas32.General{}, errors.New("principal directions: the eigenvalues do not converge")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	p := matrix.New(x.Cols, dim)
	for j := range dim {
		column := vectors.ColView(x.Cols - 1 - j) // eigenvalues ascend
		largest := 0
		for i := range x.Cols {
			if abs(column.AtVec(i)) > abs(column.AtVec(largest)) {
				largest = i
			}
		}
		sign := 1.0
		if column.AtVec(largest) < 0 {
			sign = -1
		}
		for i := range x.Cols {
			matrix.Row(p, i)[j] = float32(sign * column.AtVec(i))
		}
	}
	return p, nil
}

func abs(x float64) float64 { return max(x, -x) }

package kernels_test

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
)

// The cosine similarities of two unit rows with three others: S = Z0 Z1ᵀ.
func ExampleGemm() {
	z0 := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 0, 0.6, 0.8}}
	z1 := blas32.General{Rows: 3, Cols: 2, Stride: 2, Data: []float32{1, 0, 0, 1, -1, 0}}
	s := blas32.General{Rows: 2, Cols: 3, Stride: 3, Data: make([]float32, 6)}
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, z0, z1, 0, s)
	fmt.Println(s.Data)
	// Output: [1 0 -1 0.6 0.8 -0.6]
}

// Every float32 routine of gonum that ends in a matrix product is faster from
// here on.
func ExampleBLAS() {
	before := blas32.Implementation()
	blas32.Use(kernels.BLAS{Threads: 2})
	defer blas32.Use(before)

	x := blas32.Vector{N: 2, Inc: 1, Data: []float32{3, 4}}
	fmt.Println(blas32.Nrm2(x))
	// Output: 5
}

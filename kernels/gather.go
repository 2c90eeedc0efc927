package kernels

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// GatherSum adds to dst the rows of x that index names, each times its weight:
//
//	dst_k = fma(w_t, x[index_t, k], dst_k) with t ascending
//
// one chain of fused multiply-adds for each column k. An index may come more
// than once. dst must not overlap x. It panics if dst has not one element for
// each column of x, the lengths of index and w differ, an index is not that of a
// row, or x's slice is shorter than its matrix.
func GatherSum(dst []float32, x blas32.General, index []int32, w []float32) {
	checkMatrix("GatherSum", "x", x)
	sameLength("GatherSum", "x's columns, dst", x.Cols, len(dst))
	sameLength("GatherSum", "index, w", len(index), len(w))
	for t, i := range index {
		if uint(i) >= uint(x.Rows) {
			panic(fmt.Sprintf("kernels: GatherSum: index[%d] = %d, x has %d rows", t, i, x.Rows))
		}
	}
	for from := 0; from < len(dst); from += Block {
		part := dst[from:min(from+Block, len(dst))]
		most := Block / max(len(part), gatherLeast)
		for t := 0; t < len(index); t += most {
			end := min(t+most, len(index))
			active.GatherSum(part, x.Data[from:], x.Stride, index[t:end], w[t:end])
		}
	}
}

// gatherLeast is the number of elements that a short row counts as in the length
// of a call: it may take a cache line from memory.
const gatherLeast = 16

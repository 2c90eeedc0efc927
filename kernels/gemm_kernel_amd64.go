//go:build !purego

package kernels

import (
	"github.com/abc86604/temper/asm/avx2"
	"github.com/abc86604/temper/asm/avx512"
)

var (
	avx2Gemm = gemmKernel{
		rows: 6, cols: 16, tile: avx2.Gemm,
		copy: avx2.GemmCopy, transpose: avx2.GemmTranspose,
		span: 8, interleave: avx2.GemmInterleave,
	}
	avx512Gemm = gemmKernel{
		rows: 14, cols: 32, tile: avx512.Gemm,
		copy: avx512.GemmCopy, transpose: avx512.GemmTranspose,
		span: 16, interleave: avx512.GemmInterleave,
	}
)

//go:build !purego

package kernels

import "github.com/abc86604/temper/asm/neon"

var neonGemm = gemmKernel{
	rows: 8, cols: 8, tile: neon.Gemm,
	copy: neon.GemmCopy, transpose: neon.GemmTranspose,
	span: 8, interleave: neon.GemmInterleave,
}

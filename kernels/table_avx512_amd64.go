//go:build !purego

package kernels

import "github.com/abc86604/temper/asm/avx512"

var avx512Backend = &Backend{"avx512", table{
	dot:          avx512.Dot,
	sum:          avx512.Sum,
	max:          avx512.Max,
	exp:          avx512.Exp,
	expSum:       avx512.ExpSum,
	log:          avx512.Log,
	axpy:         avx512.Axpy,
	scale:        avx512.Scale,
	divide:       avx512.Divide,
	add:          avx512.Add,
	mul:          avx512.Mul,
	relu:         avx512.ReLU,
	reluBackward: avx512.ReLUBackward,
	sgd:          avx512.SGD,
	affine:       avx512.Affine,
	affine2:      avx512.Affine2,
	columnSums:   avx512.ColumnSums,
	columnDots:   avx512.ColumnDots,
	gatherSum:    avx512.GatherSum,
	above:        avx512.Above,
	expTile:      avx512.ExpTile,
	expTile2:     avx512.ExpTile2,
	maxTile:      avx512.MaxTile,
	weightTile:   avx512.WeightTile,
	weightTile2:  avx512.WeightTile2,
	gemm:         avx512Gemm,
	fmaLoop:      avx512.FMALoop,
}}

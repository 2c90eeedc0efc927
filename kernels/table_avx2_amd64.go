//go:build !purego

package kernels

import "github.com/abc86604/temper/asm/avx2"

var avx2Backend = &Backend{"avx2", table{
	dot:          avx2.Dot,
	sum:          avx2.Sum,
	max:          avx2.Max,
	exp:          avx2.Exp,
	expSum:       avx2.ExpSum,
	log:          avx2.Log,
	axpy:         avx2.Axpy,
	scale:        avx2.Scale,
	divide:       avx2.Divide,
	add:          avx2.Add,
	mul:          avx2.Mul,
	relu:         avx2.ReLU,
	reluBackward: avx2.ReLUBackward,
	sgd:          avx2.SGD,
	affine:       avx2.Affine,
	affine2:      avx2.Affine2,
	columnSums:   avx2.ColumnSums,
	columnDots:   avx2.ColumnDots,
	gatherSum:    avx2.GatherSum,
	above:        avx2.Above,
	expTile:      avx2.ExpTile,
	expTile2:     avx2.ExpTile2,
	maxTile:      avx2.MaxTile,
	weightTile:   avx2.WeightTile,
	weightTile2:  avx2.WeightTile2,
	gemm:         avx2Gemm,
	fmaLoop:      avx2.FMALoop,
}}

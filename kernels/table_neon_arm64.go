//go:build !purego

package kernels

import "github.com/abc86604/temper/asm/neon"

var neonBackend = &Backend{"neon", table{
	dot:          neon.Dot,
	sum:          neon.Sum,
	max:          neon.Max,
	exp:          neon.Exp,
	expSum:       neon.ExpSum,
	log:          neon.Log,
	axpy:         neon.Axpy,
	scale:        neon.Scale,
	divide:       neon.Divide,
	add:          neon.Add,
	mul:          neon.Mul,
	relu:         neon.ReLU,
	reluBackward: neon.ReLUBackward,
	sgd:          neon.SGD,
	affine:       neon.Affine,
	affine2:      neon.Affine2,
	columnSums:   neon.ColumnSums,
	columnDots:   neon.ColumnDots,
	gatherSum:    neon.GatherSum,
	above:        neon.Above,
	expTile:      neon.ExpTile,
	expTile2:     neon.ExpTile2,
	maxTile:      neon.MaxTile,
	weightTile:   neon.WeightTile,
	weightTile2:  neon.WeightTile2,
	gemm:         neonGemm,
	fmaLoop:      neon.FMALoop,
}}

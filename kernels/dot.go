package kernels

import (
	"github.com/abc86604/temper/asm/avx2"
	"github.com/abc86604/temper/asm/avx512"
	"github.com/abc86604/temper/asm/neon"
	"github.com/abc86604/temper/kernels/internal/impl"
)

// Dot returns Σ x_j y_j: 64 lanes of fused multiply-adds and their halving tree.
// Of more than 16,384 products each 2,048 are summed that way, and these sums are added
// in order in float64. It panics if the lengths differ. An empty sum is +0.
func Dot(x, y []float32) float32 { return dotByName(x, y) }

// Dot is [Dot] on this backend.
func (b *Backend) Dot(x, y []float32) float32 { return dot(b.table, x, y) }

func dot(t *impl.Table, x, y []float32) float32 {
	sameLength("Dot", "x, y", len(x), len(y))
	if len(x) <= longSum {
		return t.Dot(x, y)
	}
	const stretch = longChain * impl.SumLanes
	total := 0.0
	for from := 0; from < len(x); from += stretch {
		to := min(from+stretch, len(x))
		total += float64(t.Dot(x[from:to], y[from:to]))
	}
	return float32(total)
}

var usesAVX2, usesAVX512, usesNEON = avx2.Present && uses("avx2"), avx512.Present && uses("avx512"), neon.Present && uses("neon")

func uses(isa string) bool { return impl.Active.Name == isa }

// dotByName is [Dot]. An embedding is so short that a call through the table
// would make up a tenth of the time: the assembly is called by name.
func dotByName(x, y []float32) float32 {
	switch {
	case len(x) != len(y) || len(x) > Block:
		return dot(active, x, y)
	case avx2.Present && usesAVX2:
		return avx2.Dot(x, y)
	case avx512.Present && usesAVX512:
		return avx512.Dot(x, y)
	case neon.Present && usesNEON:
		return neon.Dot(x, y)
	}
	return dot(active, x, y)
}

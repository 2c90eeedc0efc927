//go:build !purego

package kernels

import (
	"github.com/abc86604/temper/asm/avx2"
	"github.com/abc86604/temper/asm/avx512"
)

var usesAVX2, usesAVX512 = active == avx2Backend, active == avx512Backend

// dot is [Dot]. An embedding is so short that a call through the table would
// make up a tenth of the time: the assembly is called by name.
func dot(x, y []float32) float32 {
	switch {
	case len(x) != len(y) || len(x) > Block:
		return active.Dot(x, y)
	case usesAVX2:
		return avx2.Dot(x, y)
	case usesAVX512:
		return avx512.Dot(x, y)
	}
	return active.Dot(x, y)
}

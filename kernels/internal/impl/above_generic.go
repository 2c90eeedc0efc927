package impl

import "math"

// aboveGeneric marks the elements of x that are above t in the order of
// KeyTurn. Each stretch of 512 elements has 16 words of 32 bits: element
// 16 r + w of the stretch is bit r of word w. len(x) is 32 len(bits), a multiple
// of 512.
//
// Whether an element is above t shows in integers that are turned around as the
// key of t is: one of the other sign lands on the right side all the same.
func aboveGeneric(bits []uint32, x []float32, t float32) {
	turn := KeyTurn(math.Float32bits(t))
	limit := uint64(math.Float32bits(t) ^ turn)
	for ; len(x) > 0; bits, x = bits[AboveLanes:], x[AboveStretch:] {
		stretch := (*[AboveStretch]float32)(x)
		for w := range bits[:AboveLanes] {
			word := uint64(0)
			for r := w; r < AboveStretch; r += AboveLanes {
				// The difference is negative, its highest bit 1, if the element is above.
				word = word>>1 | (limit-uint64(math.Float32bits(stretch[r])^turn))&(1<<63)
			}
			bits[w] = uint32(word >> 32)
		}
	}
}

// KeyTurn returns the bits in which a float32, given by its bits, differs from
// an integer with the same order: all but the sign if that is set, and the sign.
// In this order -0 is below +0 and NaNs lie beyond the infinities of their sign.
func KeyTurn(u uint32) uint32 { return uint32(int32(u)>>31) | 1<<31 }

package kernels

import "math"

// aboveStretch is the number of elements that aboveGeneric spreads over 16
// words.
const aboveStretch = 16 * 32

// aboveGeneric marks the elements of x that are above t in the order of
// [KthLargest]. Each stretch of 512 elements has 16 words of 32 bits: element
// 16 r + w of the stretch is bit r of word w. len(x) is 32 len(bits), a multiple
// of 512.
//
// Whether an element is above t shows in integers that are turned around as the
// key of t is: one of the other sign lands on the right side all the same.
func aboveGeneric(bits []uint32, x []float32, t float32) {
	turn := keyTurn(math.Float32bits(t))
	limit := uint64(math.Float32bits(t) ^ turn)
	for ; len(x) > 0; bits, x = bits[16:], x[aboveStretch:] {
		stretch := (*[aboveStretch]float32)(x)
		for w := range bits[:16] {
			word := uint64(0)
			for r := w; r < aboveStretch; r += 16 {
				// The difference is negative, its highest bit 1, if the element is above.
				word = word>>1 | (limit-uint64(math.Float32bits(stretch[r])^turn))&(1<<63)
			}
			bits[w] = uint32(word >> 32)
		}
	}
}

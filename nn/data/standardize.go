package data

import (
	"fmt"
	"math"
)

// Pixels reach an encoder standardised: (x/255 - 0.5) / 0.25, which maps the
// bytes 0..255 onto [-2, 2] with the middle grey at 0. standardLimit is the
// end of that interval.
const standardLimit = 2

// standard holds the standardised value of every byte.
var standard = func() (table [256]float32) {
	for x := range table {
		table[x] = (float32(x)/255 - 0.5) / 0.25
	}
	return table
}()

// Standardize writes (x/255 - 0.5) / 0.25, in float32, for every byte x of px
// to dst. It panics when the lengths differ.
func Standardize(dst []float32, px []uint8) {
	if len(dst) != len(px) {
		panic(fmt.Sprintf("data: Standardize: len(dst) = %d, len(px) = %d", len(dst), len(px)))
	}
	for i, x := range px {
		dst[i] = standard[x]
	}
}

// Unstandardize returns the byte that [Standardize] made x of, and the nearest one of any
// other x.
func Unstandardize(x float32) uint8 {
	return uint8(math.Round(255 * min(1, max(0, float64(float64(x)/4)+0.5))))
}

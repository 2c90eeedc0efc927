package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
)

// What is not a curve is drawn in the colours of the paper that it is on.
var (
	ink   = rgb(0x222222) // titles, labels of axes, names
	soft  = rgb(0x5f6368) // numbers at axes, axes, floors
	grid  = rgb(0xe4e4e4)
	paper = rgb(0xffffff)
)

// palette is that of Okabe and Ito, told apart with any colour vision, with brown and grey
// in place of its yellow, which white swallows, and its black, which is the ink.
var palette = []color.Color{
	rgb(0x0072b2), // blue
	rgb(0xd55e00), // vermilion
	rgb(0x009e73), // green
	rgb(0xcc79a7), // purple
	rgb(0xe69f00), // orange
	rgb(0x56b4e9), // sky
	rgb(0x8c5a2b), // brown
	rgb(0x7d7d7d), // grey
}

// variable is a colour that a page chooses for itself.
type variable struct {
	name  string
	color color.Color
}

// variables are the colours by the names that a page knows them by.
func variables() []variable {
	all := []variable{{"ink", ink}, {"soft", soft}, {"grid", grid}, {"paper", paper}}
	for i, c := range palette {
		all = append(all, variable{fmt.Sprintf("c%d", i+1), c})
	}
	return all
}

// heat goes with the temperature, from low to high. Its steps differ in hue and in
// lightness, and stand out on white paper as on black.
var heat = []color.RGBA{rgb(0x3d5ccb), rgb(0x8b48c6), rgb(0xcc4083), rgb(0xe3623a), rgb(0xe5a125)}

// viridis is the map of matplotlib by this name: as far as the eye sees, lightness grows
// evenly along it.
var viridis = []color.RGBA{
	rgb(0x440154), rgb(0x472d7b), rgb(0x3b528b), rgb(0x2c728e), rgb(0x21918c),
	rgb(0x28ae80), rgb(0x5ec962), rgb(0xaddc30), rgb(0xfde725),
}

// temperatures are those of a study, ascending and each once.
type temperatures []float64

// color is that of a temperature, the same in all figures of a study: its place among the
// study's, so that near ones differ.
func (t temperatures) color(tau float64) color.Color {
	if len(t) < 2 {
		return heat[0]
	}
	return between(heat, float64(slices.Index(t, tau))/float64(len(t)-1))
}

// between is the colour at x in [0, 1] of a map of evenly spaced colours.
func between(colors []color.RGBA, x float64) color.RGBA {
	at := min(1, max(0, x)) * float64(len(colors)-1)
	i := min(int(at), len(colors)-2)
	a, b, share := colors[i], colors[i+1], at-float64(i)
	mix := func(a, b uint8) uint8 {
		return uint8(math.Round(float64(a) + float64(share*(float64(b)-float64(a)))))
	}
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// rgb is an opaque colour as a page writes it.
func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// tint is a colour that lets through what lies under it.
type tint struct {
	color.Color
	opacity float64
}

// RGBA returns the colour multiplied by its opacity, rounded up: a writer that divides and
// cuts off has the same colour again.
func (t tint) RGBA() (r, g, b, a uint32) {
	r, g, b, _ = t.Color.RGBA()
	a = uint32(t.opacity * 0xffff)
	times := func(x uint32) uint32 { return min(a, x*a/0xffff+1) }
	return times(r), times(g), times(b), a
}

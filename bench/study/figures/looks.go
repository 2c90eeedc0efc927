package figures

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/bench/study"
)

// look is how a loss is drawn: as marked points over τ, or as a level where τ plays no part.
type look struct {
	color color.Color
	glyph draw.GlyphDrawer
	dash  []vg.Length // of the curve through the points, or of the level
	level bool
}

func (l look) style() draw.LineStyle {
	return draw.LineStyle{Color: l.color, Width: curveWidth, Dashes: l.dash}
}

var (
	glyphs      = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, diamond{}, fallen{}, saltire{}}
	curveDashes = [][]vg.Length{nil, {9, 2.5}, {9, 2.5, 2, 2.5}, {5, 2.5}}
	levelDashes = [][]vg.Length{{5, 3}, {2.5, 2.5}, {7, 2.5, 1.5, 2.5}, {7, 2, 1.5, 2, 1.5, 2}}
)

// lookOf is that of a study's i-th loss, which is the k-th of those with points or of the
// levels. Colours and glyphs come again with other dashes.
func lookOf(i, k int, level bool) look {
	dashes := curveDashes
	if level {
		dashes = levelDashes
	}
	return look{colorAt(i), glyphs[i%len(glyphs)], dashes[(k+i/len(palette))%len(dashes)], level}
}

func colorAt(i int) color.Color { return palette[i%len(palette)] }

// The looks of what no loss trained, and of guessing.
var floorLooks = map[string]look{
	study.Pixels: {soft, nil, []vg.Length{1.5, 2}, true},
	study.Random: {soft, nil, []vg.Length{4, 2, 1.5, 2}, true},
	chance:       {soft, nil, []vg.Length{9, 4}, true},
}

// chance stands for a classifier that guesses.
const chance = "chance"

// looksOf are the looks of a study's losses, by their names. They go by the order of its
// table, first losses with a temperature, then those without one: a loss that is new to the
// family changes no figure without it.
func looksOf(cells []study.Summary) map[string]look {
	looks := map[string]look{}
	for _, level := range []bool{false, true} {
		k := 0
		for _, c := range cells {
			if _, seen := looks[c.Loss]; seen || c.Floor() || (c.Tau == 0) != level {
				continue
			}
			looks[c.Loss] = lookOf(len(looks), k, level)
			k++
		}
	}
	return looks
}

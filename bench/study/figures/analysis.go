package figures

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/loss/analysis"
)

// An Analysis is how the temperature spreads the gradient over the negatives of
// given embeddings.
type Analysis struct {
	Taus      []analysis.Spread // at least one, in any order
	Negatives int               // of each anchor
	// SameClass is the share of the negatives that are of their anchor's class, nil
	// without labels; the analysis has SameClassShare where it is not nil.
	SameClass *float64
}

// WriteAnalysis draws the shares of an analysis against τ into a file, SVG or PNG
// by the extension of its name ([Format]); a file of that name is replaced.
func WriteAnalysis(path string, a Analysis) error {
	if err := a.figure().write(path); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	return nil
}

// figure draws the shares in per cent over the logarithm of τ.
func (a Analysis) figure() *figure {
	fig := newFigure("How the temperature spreads the gradient", "temperature τ (no unit), logarithmic", "share of the gradient, or of the negatives (%)")
	p := fig.plot
	taus := slices.SortedFunc(slices.Values(a.Taus), func(x, y analysis.Spread) int { return cmp.Compare(x.Tau, y.Tau) })
	low, high := math.Log10(taus[0].Tau), math.Log10(taus[len(taus)-1].Tau)
	if low == high { // a point alone
		low, high = low-0.5, high+0.5
	}
	curve := func(name string, c color.Color, glyph draw.GlyphDrawer, share func(analysis.Spread) float64) {
		points := make(plotter.XYs, len(taus))
		for i, t := range taus {
			points[i] = plotter.XY{X: math.Log10(t.Tau), Y: 100 * share(t)}
		}
		fig.line(name, points, draw.LineStyle{Color: c, Width: vg.Points(1.6)}, glyph)
	}
	level := func(name string, c color.Color, from, to plotter.XY) {
		fig.line(name, plotter.XYs{from, to}, draw.LineStyle{Color: c, Width: vg.Points(1.2), Dashes: dashes[1]}, nil)
	}
	curve("effective negatives", palette[0], draw.CircleGlyph{}, func(t analysis.Spread) float64 {
		return t.EffectiveNegatives / float64(a.Negatives)
	})
	curve("hardest 1 %", palette[1], draw.BoxGlyph{}, func(t analysis.Spread) float64 { return t.HardestShare })
	if a.SameClass != nil {
		curve("same class", palette[2], draw.PyramidGlyph{}, func(t analysis.Spread) float64 { return *t.SameClassShare })
		level("same-class pairs", palette[2], plotter.XY{X: low, Y: 100 * *a.SameClass}, plotter.XY{X: high, Y: 100 * *a.SameClass})
	}
	p.X.Tick.Marker = plot.TickerFunc(oneTwoFive)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low, high, 0, 100
	p.X.AutoRescale, p.Y.AutoRescale = false, false
	return fig
}

// oneTwoFive marks an axis of powers of ten at the multiples by 1, 2 and 5.
func oneTwoFive(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for e := math.Floor(low); e <= high; e++ {
		for _, m := range []float64{1, 2, 5} {
			if x := e + math.Log10(m); x >= low-1e-9 && x <= high+1e-9 {
				ticks = append(ticks, plot.Tick{Value: x, Label: strconv.FormatFloat(m*math.Pow(10, e), 'g', 6, 64)})
			}
		}
	}
	return ticks
}

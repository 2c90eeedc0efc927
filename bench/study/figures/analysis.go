package figures

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
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
	fig := newFigure("How the temperature spreads the gradient", tauLabel, "share of the gradient, or of the negatives (%)")
	taus := slices.SortedFunc(slices.Values(a.Taus), func(x, y analysis.Spread) int { return cmp.Compare(x.Tau, y.Tau) })
	values := make([]float64, len(taus))
	for i, t := range taus {
		values[i] = t.Tau
	}
	fig.logAxis(values)
	fig.plot.X.Tick.Marker = plot.TickerFunc(oneTwoFive)
	x, y := &fig.plot.X, &fig.plot.Y
	low, high := x.Min, x.Max
	curve := func(name string, c color.Color, glyph draw.GlyphDrawer, share func(analysis.Spread) float64) {
		points := make(plotter.XYs, len(taus))
		for i, t := range taus {
			points[i] = plotter.XY{X: math.Log10(t.Tau), Y: 100 * share(t)}
		}
		fig.line(name, points, draw.LineStyle{Color: c, Width: curveWidth}, glyph)
	}
	level := func(name string, c color.Color, from, to plotter.XY) {
		fig.line(name, plotter.XYs{from, to}, draw.LineStyle{Color: c, Width: curveWidth, Dashes: levelDashes[0]}, nil)
	}
	curve("effective negatives", palette[0], draw.CircleGlyph{}, func(t analysis.Spread) float64 {
		return t.EffectiveNegatives / float64(a.Negatives)
	})
	curve("hardest 1 %", palette[1], draw.BoxGlyph{}, func(t analysis.Spread) float64 { return t.HardestShare })
	if a.SameClass != nil {
		curve("same class", palette[2], draw.PyramidGlyph{}, func(t analysis.Spread) float64 { return *t.SameClassShare })
		level("same-class pairs", palette[2], plotter.XY{X: low, Y: 100 * *a.SameClass}, plotter.XY{X: high, Y: 100 * *a.SameClass})
	}
	x.Min, x.Max, y.Min, y.Max, y.AutoRescale = low, high, 0, 100, false
	return fig
}

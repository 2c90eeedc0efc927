package figures

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/bench/study"
)

// measure is a number of a cell.
type measure struct {
	name  string // of its panel
	shows string
	value func(m *study.Measured) float64
}

// series is what a figure shows of a loss: points over τ, ascending, or where τ plays no
// part a single one.
type series struct {
	name string
	look look
	over []point
}

// point is a cell's. Its deviation is NaN of a single seed.
type point struct{ tau, y, deviation float64 }

// seriesOf are the series of a measure, points before levels.
func (s source) seriesOf(m measure) (all []series) {
	for _, loss := range s.losses() {
		one := series{title(loss), s.looks[loss], s.points(loss, m)}
		if len(one.over) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// floors are the levels that an accuracy stands over: raw pixels, the random encoder, and
// guessing among the classes.
func (s source) floors(m measure) (all []series) {
	for _, name := range []string{study.Pixels, study.Random} {
		if over := s.points(name, m); len(over) > 0 {
			all = append(all, series{title(name), floorLooks[name], over})
		}
	}
	if s.Items.Classes > 0 {
		y := 100 / float64(s.Items.Classes)
		all = append(all, series{chance, floorLooks[chance], []point{{0, y, math.NaN()}}})
	}
	return all
}

// points are those of a loss that gave a result.
func (s source) points(loss string, m measure) (points []point) {
	curve := slices.ContainsFunc(s.cells, func(c study.Summary) bool { return c.Loss == loss && c.Tau != 0 })
	for _, c := range s.cells {
		if c.Loss == loss && c.Mean != nil && (c.Tau != 0) == curve {
			points = append(points, point{c.Tau, m.value(c.Mean), math.Abs(m.value(c.Deviation))})
		}
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.tau, b.tau) })
	return points
}

// againstTau draws series over the logarithm of τ, nil where there is none.
func (s source) againstTau(shows string, all []series) *figure {
	if len(all) == 0 {
		return nil
	}
	f := axes(tauLabel, shows)
	f.tauAxis(s.taus)
	for _, one := range all {
		one.draw(f)
	}
	return f
}

// tauLabel names the axis of temperatures.
const tauLabel = "temperature τ (logarithmic)"

// tauAxis makes the horizontal axis that of temperatures; where there are none it is bare.
func (f *figure) tauAxis(taus []float64) {
	if len(taus) == 0 {
		f.plot.HideX()
		f.plot.X.Min, f.plot.X.Max, f.plot.X.Label.Text = 0, 1, ""
		return
	}
	f.logAxis(taus)
}

// draw adds the series to a figure whose horizontal axis is set.
func (s series) draw(f *figure) {
	low, high := f.plot.X.Min, f.plot.X.Max
	if s.look.level {
		y := s.over[0].y
		f.line(s.name, plotter.XYs{{X: low, Y: y}, {X: high, Y: y}}, s.look.style(), nil)
		f.bar(high-0.008*(high-low), s.over[0].y, s.over[0].deviation, s.look.color)
	} else {
		points := make(plotter.XYs, len(s.over))
		for i, p := range s.over {
			points[i] = plotter.XY{X: math.Log10(p.tau), Y: p.y}
			f.bar(points[i].X, p.y, p.deviation, s.look.color)
		}
		f.line(s.name, points, s.look.style(), s.look.glyph)
	}
	f.plot.X.Min, f.plot.X.Max = low, high
}

// bar adds a deviation to both sides of y, NaN not at all.
func (f *figure) bar(x, y, deviation float64, c color.Color) {
	if math.IsNaN(deviation) {
		return
	}
	ends := plotter.XYs{{X: x, Y: y - deviation}, {X: x, Y: y + deviation}}
	f.plot.Add(&plotter.Line{XYs: ends, LineStyle: draw.LineStyle{Color: c, Width: 1}})
	f.plot.Add(&plotter.Scatter{XYs: ends, GlyphStyle: draw.GlyphStyle{Color: c, Radius: 2.2, Shape: whisker{}}})
}

package figures

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// cloud draws the spots of a plane, those of a loss joined in the order of τ.
type cloud struct {
	spots []spot
	scale colorScale
}

// DataRange returns the range of the spots, for the axes.
func (c cloud) DataRange() (xmin, xmax, ymin, ymax float64) {
	points := make(plotter.XYs, len(c.spots))
	for i, s := range c.spots {
		points[i] = plotter.XY{X: s.x, Y: s.y}
	}
	return plotter.XYRange(points)
}

const spotRadius = 3.6

// Plot draws the spots onto a canvas.
func (c cloud) Plot(canvas draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&canvas)
	at := make([]vg.Point, len(c.spots))
	labels := make([]string, len(c.spots))
	for i, s := range c.spots {
		at[i] = vg.Point{X: x(s.x), Y: y(s.y)}
		if s.tau != 0 {
			labels[i] = short(s.tau)
		}
		if i > 0 && s.tau != 0 && s.loss == c.spots[i-1].loss {
			canvas.StrokeLine2(thin(soft), at[i-1].X, at[i-1].Y, at[i].X, at[i].Y)
		}
	}
	for i, s := range c.spots {
		canvas.DrawGlyphNoClip(draw.GlyphStyle{Color: ink, Radius: spotRadius + 0.9, Shape: s.glyph}, at[i])
		canvas.DrawGlyphNoClip(draw.GlyphStyle{Color: c.scale.color(s.tint), Radius: spotRadius, Shape: s.glyph}, at[i])
	}
	for i, place := range besides(at, labels, canvas.Rectangle) {
		if place != nil {
			write(canvas, numberText, place.Min, labels[i])
		}
	}
}

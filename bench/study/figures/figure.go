package figures

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The size of a panel: its text can be read on a telephone, 360 pixels wide.
const (
	width  = 4.6 * vg.Inch
	height = 3.5 * vg.Inch
	margin = 0.08 * vg.Inch
)

// A picture is what is drawn of a panel.
type picture interface {
	size() (width, height vg.Length)
	draw(c draw.Canvas) // into all of c, on any paper
}

// figure is a plot under its legend.
type figure struct {
	title  string // of its file; a panel of a study has its figure's
	shows  string // what the vertical axis measures, which stands above all
	legend legend
	plot   *plot.Plot
}

// newFigure is an empty figure for a file of its own: x and y say what its axes measure.
func newFigure(title, x, y string) *figure {
	f := axes(x, y)
	f.title = title
	return f
}

// axes is an empty figure for a panel.
func axes(x, y string) *figure {
	p := plot.New()
	p.BackgroundColor = nil
	p.X.Label.Text, p.X.Label.Padding, p.X.Label.TextStyle = x, 3, aligned(axisText, draw.XCenter)
	p.X.LineStyle, p.X.Tick.LineStyle, p.X.Tick.Length = thin(soft), thin(soft), 4
	p.Y.LineStyle.Width, p.Y.Tick.Length = 0, 0
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.AutoRescale, a.Tick.Marker = true, plot.TickerFunc(roundTicks)
		a.Tick.Label.Font, a.Tick.Label.Color = numberText.Font, soft
	}
	lines := plotter.NewGrid()
	lines.Horizontal, lines.Vertical = thin(grid), draw.LineStyle{}
	p.Add(lines)
	return &figure{shows: y, plot: p}
}

func thin(c color.Color) draw.LineStyle { return draw.LineStyle{Color: c, Width: 0.7} }

// curveWidth is that of a line through data.
const curveWidth = 1.7

// line adds a line through points, with a marker at each when glyph is not nil.
func (f *figure) line(name string, points plotter.XYs, style draw.LineStyle, glyph draw.GlyphDrawer) {
	l := &plotter.Line{XYs: points, LineStyle: style}
	f.plot.Add(l)
	if glyph == nil {
		f.legend.add(name, l)
		return
	}
	s := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: style.Color, Radius: 3, Shape: glyph}}
	f.plot.Add(s)
	f.legend.add(name, l, s)
}

func (f *figure) size() (vg.Length, vg.Length) { return width, height }

func (f *figure) draw(c draw.Canvas) {
	c = draw.Crop(c, margin, -margin, margin, -margin)
	c.Max.Y -= headText.Font.Size
	write(c, headText, vg.Point{X: c.Min.X, Y: c.Max.Y + 1}, f.shows)
	c.Max.Y -= 5
	c = f.legend.draw(c)
	c.Max.Y -= 6
	p := *f.plot // gonum changes the axes as it draws, so that a second drawing would differ
	widen(&p.X)
	widen(&p.Y)
	p.Draw(c)
}

// widen makes room about a number alone.
func widen(a *plot.Axis) {
	if a.Min == a.Max {
		about := max(0.2*math.Abs(a.Min), 0.01)
		a.Min, a.Max = a.Min-about, a.Max+about
	}
}

package figures

import (
	"fmt"
	"image/color"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

const (
	width       = 7 * vg.Inch
	height      = 4.2 * vg.Inch
	legendStrip = 1.85 * vg.Inch // to the right of the plot, so that the legend hides no line
	margin      = 0.12 * vg.Inch
)

// The palette of Okabe and Ito, told apart with any colour vision.
var palette = []color.Color{
	color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 0xff}, // blue
	color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff}, // vermilion
	color.RGBA{R: 0x00, G: 0x9e, B: 0x73, A: 0xff}, // green
	color.RGBA{R: 0xcc, G: 0x79, B: 0xa7, A: 0xff}, // purple
	color.RGBA{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff}, // orange
	color.RGBA{R: 0x56, G: 0xb4, B: 0xe9, A: 0xff}, // sky
}

var grey = color.Gray{Y: 0x70}

// figure is a plot with its legend in a strip of its own.
type figure struct {
	plot   *plot.Plot
	legend plot.Legend
}

// newFigure is an empty figure with a grid.
func newFigure(title, x, y string) *figure {
	p := plot.New()
	p.Title.Text, p.Title.Padding = title, vg.Points(8)
	p.X.Label.Text, p.X.Label.Padding = x, vg.Points(4)
	p.Y.Label.Text, p.Y.Label.Padding = y, vg.Points(4)
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(roundTicks), plot.TickerFunc(roundTicks)
	p.X.AutoRescale, p.Y.AutoRescale = true, true
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{Y: 0xe4}, color.Gray{Y: 0xe4}
	p.Add(grid)
	legend := plot.NewLegend()
	legend.Top, legend.Left = true, true
	legend.Padding, legend.ThumbnailWidth = vg.Points(5), vg.Points(26)
	for _, f := range []struct {
		font *font.Font
		size vg.Length
	}{
		{&p.Title.TextStyle.Font, 13},
		{&p.X.Label.TextStyle.Font, 11}, {&p.Y.Label.TextStyle.Font, 11},
		{&p.X.Tick.Label.Font, 10}, {&p.Y.Tick.Label.Font, 10},
		{&legend.TextStyle.Font, 10},
	} {
		*f.font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: f.size}
	}
	return &figure{plot: p, legend: legend}
}

// line adds a line through points, with a marker at each when glyph is not nil.
func (f *figure) line(name string, points plotter.XYs, style draw.LineStyle, glyph draw.GlyphDrawer) {
	l := &plotter.Line{XYs: points, LineStyle: style}
	f.plot.Add(l)
	if glyph == nil {
		f.legend.Add(name, l)
		return
	}
	s := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: style.Color, Radius: vg.Points(3.2), Shape: glyph}}
	f.plot.Add(s)
	f.legend.Add(name, l, s)
}

// save writes the figure as name.svg and name.png into dir.
func (f *figure) save(dir, name string) error {
	for _, format := range formats {
		if err := f.write(filepath.Join(dir, name+"."+format)); err != nil {
			return err
		}
	}
	return nil
}

// formats are those that a figure is written in, which are its extensions too.
var formats = []string{"svg", "png"}

// Format returns the format of a figure in the file path, which is its extension:
// svg or png. Anything else is an error.
func Format(path string) (string, error) {
	extension := strings.TrimPrefix(filepath.Ext(path), ".")
	if !slices.Contains(formats, extension) {
		return "", fmt.Errorf("%s: a figure's name ends in .%s", path, strings.Join(formats, " or ."))
	}
	return extension, nil
}

// write writes the figure into a file, in the format of its extension.
func (f *figure) write(path string) error {
	format, err := Format(path)
	if err != nil {
		return err
	}
	return atomicfile.Replace(path, 0o644, func(w io.Writer) error { return f.encode(w, format) })
}

// encode writes the figure in a format.
func (f *figure) encode(w io.Writer, format string) error {
	canvas, err := draw.NewFormattedCanvas(width, height, format)
	if err != nil {
		return err
	}
	f.draw(draw.New(canvas))
	_, err = canvas.WriteTo(w)
	return err
}

// draw paints the plot on the left and the legend on the right of c.
func (f *figure) draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	f.plot.Draw(draw.Crop(c, margin, -legendStrip, margin, -margin))
	f.legend.Draw(draw.Crop(c, width-legendStrip+margin, 0, 0, -4*margin))
}

package figures

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Glyphs beside those of gonum: a square on its corner, a triangle on its head, a cross on
// its feet, and the end of an error bar.
type (
	diamond struct{}
	fallen  struct{}
	saltire struct{}
	whisker struct{}
)

func (diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := 1.25 * s.Radius
	polygon(c, at, []vg.Point{{X: r}, {Y: r}, {X: -r}, {Y: -r}})
}

func (fallen) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := 1.2 * s.Radius
	polygon(c, at, []vg.Point{{X: -r, Y: 0.6 * r}, {X: r, Y: 0.6 * r}, {Y: -1.1 * r}})
}

func (saltire) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: 0.6 * s.Radius})
	r := 0.9 * s.Radius
	for _, y := range []vg.Length{r, -r} {
		c.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: at.X - r, Y: at.Y - y}}, {Type: vg.LineComp, Pos: vg.Point{X: at.X + r, Y: at.Y + y}}})
	}
}

func (whisker) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: 1})
	c.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: at.X - s.Radius, Y: at.Y}}, {Type: vg.LineComp, Pos: vg.Point{X: at.X + s.Radius, Y: at.Y}}})
}

// polygon fills one with its corners about a point, in the canvas's colour.
func polygon(c *draw.Canvas, at vg.Point, corners []vg.Point) {
	var p vg.Path
	p.Move(at.Add(corners[0]))
	for _, corner := range corners[1:] {
		p.Line(at.Add(corner))
	}
	p.Close()
	c.Fill(p)
}

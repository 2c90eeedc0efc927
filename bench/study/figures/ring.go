package figures

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/loss/analysis"
)

// ring is the picture of a circle's cell.
type ring struct {
	tau     float64
	classes [][]float64 // shares of all images by class and arc, in the order of their colours
	most    float64     // of an arc in any of the circles
}

// color is that of a class. Classes that follow each other in the first circle have colours
// that do: where classes lie apart, colours do too.
func (r ring) color(class int) color.Color {
	return between(heat, float64(class)/float64(max(1, len(r.classes)-1)))
}

// evenness is the effective share of the arcs that is in use: exp of the entropy of the
// density over their number.
func (r ring) evenness() float64 {
	sum := totals(r.classes)
	return math.Exp(analysis.Entropy(sum)) / float64(len(sum))
}

// word says how the circle is filled.
func (r ring) word() string {
	switch e := r.evenness(); {
	case e >= 0.9:
		return "spread evenly"
	case e >= 0.7:
		return "spread unevenly"
	}
	return "gathered on a part"
}

func (r ring) alt() string {
	return fmt.Sprintf("Density of the embeddings around a circle at τ = %s: %s, as much as %.0f %% of it filled evenly.", short(r.tau), r.word(), 100*r.evenness())
}

const (
	ringHeight = 3.9 * vg.Inch
	ringRadius = 68
	ringBars   = 47 // the longest bar
)

func (r ring) size() (vg.Length, vg.Length) { return width, ringHeight }

func (r ring) draw(c draw.Canvas) {
	write(c, headText, vg.Point{X: c.Min.X + margin, Y: c.Max.Y - margin - headText.Font.Size + 1}, fmt.Sprintf("τ = %s: %s", short(r.tau), r.word()))
	even := draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{1.5, 2.5}}
	var l legend
	l.add("if all were spread evenly", &plotter.Line{LineStyle: even})
	l.add("mean of a class", &plotter.Line{LineStyle: draw.LineStyle{Color: heat[1], Width: 1.2}}, &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: heat[1], Radius: 2.8, Shape: draw.CircleGlyph{}}})
	l.draw(draw.Crop(c, margin, -margin, 0, -margin-headText.Font.Size-5))
	at := vg.Point{X: c.Center().X, Y: c.Min.Y + margin + ringRadius + ringBars}
	r.bars(c, at)
	r.means(c, at)
	stroke(c, draw.LineStyle{Color: soft, Width: 1}, arcPath(at, ringRadius, 0, 2*math.Pi))
	beyond := vg.Length(1/float64(len(r.classes[0]))/r.most) * ringBars
	stroke(c, even, arcPath(at, ringRadius+beyond, 0, 2*math.Pi))
}

// bars stacks the classes' shares of each arc outward.
func (r ring) bars(c draw.Canvas, at vg.Point) {
	n := len(r.classes[0])
	for i := range n {
		inner := vg.Length(ringRadius)
		for class, shares := range r.classes {
			outer := inner + vg.Length(shares[i]/r.most)*ringBars
			if outer > inner {
				c.SetColor(r.color(class))
				c.Fill(sector(at, inner, outer, arcAngle(i, n), 0.92*arcAngle(1, n)))
			}
			inner = outer
		}
	}
}

// means draws each class's direction within the ring.
func (r ring) means(c draw.Canvas, at vg.Point) {
	for class, shares := range r.classes {
		x, y := direction(shares)
		tip := at.Add(vg.Point{X: vg.Length(x) * ringRadius, Y: vg.Length(y) * ringRadius})
		c.StrokeLine2(draw.LineStyle{Color: r.color(class), Width: 1.2}, at.X, at.Y, tip.X, tip.Y)
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: r.color(class), Radius: 2.8, Shape: draw.CircleGlyph{}}, tip)
	}
}

// sector is the part of a ring between two radii.
func sector(at vg.Point, inner, outer vg.Length, from, angle float64) vg.Path {
	p := arcPath(at, inner, from, angle)
	p = append(p, vg.PathComp{Type: vg.ArcComp, Pos: at, Radius: outer, Start: from + angle, Angle: -angle})
	p.Close()
	return p
}

func arcPath(at vg.Point, radius vg.Length, from, angle float64) vg.Path {
	sin, cos := math.Sincos(from)
	var p vg.Path
	p.Move(at.Add(vg.Point{X: radius * vg.Length(cos), Y: radius * vg.Length(sin)}))
	p.Arc(at, radius, from, angle)
	return p
}

func stroke(c draw.Canvas, style draw.LineStyle, p vg.Path) {
	c.SetLineStyle(style)
	c.Stroke(p)
}

package figures

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	xfont "golang.org/x/image/font"

	"github.com/abc86604/temper/bench/study"
)

// neighbours shows test images with those that two temperatures put nearest to them.
func (s source) neighbours() (Figure, error) {
	f := Figure{
		Name: "neighbours", Title: "What lies nearest", Caption: s.firstSeedCaption(),
		Reading: "At the left of each row a test image, then those most similar to it. A full frame: of its class; a broken frame and a cross: of another.",
	}
	if s.Gallery == nil {
		return f, nil
	}
	pictures := map[int]image.Image{}
	for i, m := range s.Gallery.Images {
		picture, err := png.Decode(bytes.NewReader(m.PNG))
		if err != nil {
			return f, fmt.Errorf("image %d: %w", i, err)
		}
		pictures[i] = picture
	}
	for i, row := range s.compared() {
		g := wall{row.Tau, s.Gallery, row.Detail.Neighbours, pictures}
		f.show([]string{"low", "high"}[min(i, 1)], g.alt(), g)
	}
	return f, nil
}

// compared are the rows whose neighbours are known, τ ascending.
func (s source) compared() []study.Row {
	return slices.DeleteFunc(s.details(s.main), func(r study.Row) bool { return len(r.Detail.Neighbours) != len(s.Gallery.Queries) })
}

// wall is the picture of a gallery's queries and their neighbours.
type wall struct {
	tau        float64
	gallery    *study.Gallery
	neighbours [][]int
	pictures   map[int]image.Image
}

// same counts the neighbours that are of their query's class, and all.
func (w wall) same() (same, all int) {
	for q, list := range w.neighbours {
		for _, i := range list {
			if all++; w.class(i) == w.class(w.gallery.Queries[q]) {
				same++
			}
		}
	}
	return same, all
}

func (w wall) class(i int) string { return w.gallery.Images[i].Class }

func (w wall) head() string {
	same, all := w.same()
	return fmt.Sprintf("τ = %s: %d of %d neighbours of the same class", short(w.tau), same, all)
}

func (w wall) alt() string { return "Test images with their nearest neighbours, " + w.head() + "." }

// The sizes of a wall.
const (
	frameSide  = 33 // of an image
	cellWidth  = 45 // from one image to the next
	rowHeight  = 52
	headRoom   = 26
	afterQuery = 10
)

var (
	nameText  = aligned(textStyle(8, xfont.WeightNormal, soft), draw.XCenter)
	otherText = aligned(textStyle(8, xfont.WeightBold, ink), draw.XCenter)
)

func (w wall) size() (vg.Length, vg.Length) {
	return width, headRoom + rowHeight*vg.Length(len(w.neighbours)) + margin
}

func (w wall) draw(c draw.Canvas) {
	write(c, headText, vg.Point{X: c.Min.X + margin, Y: c.Max.Y - margin - headText.Font.Size + 1}, w.head())
	for row, list := range w.neighbours {
		query := w.gallery.Queries[row]
		at := vg.Point{X: c.Min.X + margin + 3, Y: c.Max.Y - headRoom - rowHeight*vg.Length(row) - frameSide}
		w.hang(c, at, query, nil)
		at.X += afterQuery
		for _, i := range list {
			at.X += cellWidth
			same := w.class(i) == w.class(query)
			w.hang(c, at, i, &same)
		}
	}
}

// hang draws an image with its lower left corner at a point, its class below it and its frame
// around it: of a neighbour whether it is of the query's class, nil of the query.
func (w wall) hang(c draw.Canvas, at vg.Point, i int, same *bool) {
	frame := vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: frameSide, Y: frameSide})}
	if picture := w.pictures[i]; picture != nil {
		c.DrawImage(frame, picture)
	}
	style, name := draw.LineStyle{Color: soft, Width: 0.8}, nameText
	switch {
	case same == nil:
	case *same:
		style = draw.LineStyle{Color: palette[2], Width: 2}
	default:
		style, name = draw.LineStyle{Color: palette[1], Width: 2, Dashes: []vg.Length{3, 2}}, otherText
	}
	const beyond = 1.5
	outer := vg.Rectangle{Min: frame.Min.Sub(vg.Point{X: beyond, Y: beyond}), Max: frame.Max.Add(vg.Point{X: beyond, Y: beyond})}
	c.SetLineStyle(style)
	c.Stroke(outer.Path())
	if same != nil && !*same {
		cross(c, outer.Max)
	}
	write(c, name, vg.Point{X: at.X + frameSide/2, Y: at.Y - 11}, shortened(name, w.class(i), cellWidth-1))
}

// cross marks a corner.
func cross(c draw.Canvas, at vg.Point) {
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: paper, Radius: 5.2, Shape: draw.CircleGlyph{}}, at)
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: palette[1], Radius: 3, Shape: saltire{}}, at)
}

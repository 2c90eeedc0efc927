package figures

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// legend names what a plot shows, in lines above it.
type legend struct {
	head    string // what the names are of; "": they say it themselves
	entries []entry
}

type entry struct {
	name   string
	thumbs []plot.Thumbnailer
}

func (l *legend) add(name string, thumbs ...plot.Thumbnailer) {
	l.entries = append(l.entries, entry{name, thumbs})
}

const (
	thumbGap    = 4.
	entryHeight = 13.5
)

// thumb is the width of an entry's sample, gap that between entries. Where a head says what
// all are of, the entries are numbers, and stand closer.
func (l *legend) thumb() vg.Length {
	if l.head == "" {
		return 20
	}
	return 12
}

func (l *legend) gap() vg.Length { return 0.65 * l.thumb() }

// width is how much of a line an entry takes.
func (l *legend) width(e entry) vg.Length {
	return l.thumb() + thumbGap + room(smallText, e.name)
}

// rows breaks the entries into lines of a width, which the head begins.
func (l *legend) rows(width vg.Length) (rows [][]entry) {
	at := width // a full line
	for _, e := range l.entries {
		if at += l.gap() + l.width(e); at > width {
			rows, at = append(rows, nil), l.indent()+l.width(e)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
	}
	return rows
}

// indent is where lines begin.
func (l *legend) indent() vg.Length {
	if l.head == "" {
		return 0
	}
	return room(smallText, l.head) + l.gap()
}

// draw writes the legend at the top of c, and returns what is left below it.
func (l *legend) draw(c draw.Canvas) draw.Canvas {
	for i, row := range l.rows(c.Size().X) {
		at := vg.Point{X: c.Min.X, Y: c.Max.Y - entryHeight}
		if i == 0 {
			write(c, smallText, at, l.head)
		}
		at.X += l.indent()
		for _, e := range row {
			l.sample(c, at, e)
			at.X += l.width(e) + l.gap()
		}
		c.Max.Y -= entryHeight
	}
	return c
}

// sample draws an entry whose text stands on at.
func (l *legend) sample(c draw.Canvas, at vg.Point, e entry) {
	thumb := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: at.X, Y: at.Y - 1}, Max: vg.Point{X: at.X + l.thumb(), Y: at.Y + 8}}}
	for _, t := range e.thumbs {
		t.Thumbnail(&thumb)
	}
	write(c, smallText, vg.Point{X: at.X + l.thumb() + thumbGap, Y: at.Y}, e.name)
}

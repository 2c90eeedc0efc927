package figures

import (
	"fmt"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/bench/study"
)

// separation draws how far positives lie above the nearest negatives, and how all the
// similarities lie.
func (s source) separation() (Figure, error) {
	f := Figure{
		Name: "separation", Title: "Local separation", Caption: s.detailCaption(),
		Reading: "By rank: how similar an image's other view is to it, and its ten nearest negatives; the steeper the fall, the better the nearest are parted. Histograms: the less the kinds of pairs overlap, the easier a class is told.",
	}
	var all []*figure
	low, high := 1.0, -1.0
	for _, loss := range s.losses() {
		rows := slices.DeleteFunc(s.details(loss), func(r study.Row) bool {
			return r.Tau == 0 || r.Detail.Separation == nil || len(r.Detail.Separation.Nearest) == 0
		})
		if len(rows) == 0 {
			continue
		}
		name := "nearest"
		if loss != s.main {
			name += "-" + loss
		}
		fig := s.nearest(title(loss), rows)
		low, high = min(low, fig.plot.Y.Min), max(high, fig.plot.Y.Max)
		all = append(all, fig)
		f.add(name, nearestAlt(loss, rows), fig)
	}
	for _, fig := range all {
		fig.plot.Y.Min, fig.plot.Y.Max = low, high
	}
	for _, k := range s.lowBestHigh() {
		f.add("similarities-"+k.name, k.alt(), s.similarities(k))
	}
	return f, nil
}

// nearest draws the positive and the negatives by rank, a line for each temperature.
func (s source) nearest(loss string, rows []study.Row) *figure {
	f := axes("the positive (+), and the negatives by rank", loss+": mean similarity (cosine)")
	f.legend.head = "τ"
	for _, row := range chosen(rows) {
		d, style := row.Detail.Separation, s.tauStyle(row.Tau)
		var points plotter.XYs
		for i, y := range d.Nearest {
			points = append(points, plotter.XY{X: float64(i + 1), Y: y})
		}
		gap := style
		gap.Dashes, gap.Width = []vg.Length{1.5, 2}, 1
		f.plot.Add(&plotter.Line{XYs: plotter.XYs{{X: 0, Y: d.Positive}, points[0]}, LineStyle: gap})
		f.plot.Add(&plotter.Scatter{XYs: plotter.XYs{{X: 0, Y: d.Positive}}, GlyphStyle: draw.GlyphStyle{Color: style.Color, Radius: 4, Shape: diamond{}}})
		f.line(short(row.Tau), points, style, draw.CircleGlyph{})
	}
	x := &f.plot.X
	x.AutoRescale, x.Tick.Marker = false, plot.TickerFunc(ranks)
	return f
}

// ranks marks the positive, at 0, and each rank.
func ranks(_, high float64) []plot.Tick {
	ticks := []plot.Tick{{Value: 0, Label: "+"}}
	for i := 1; i <= int(high); i++ {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: strconv.Itoa(i)})
	}
	return ticks
}

// chosen are the rows of the temperatures that a figure with a line for each shows.
func chosen(rows []study.Row) []study.Row {
	taus := make([]float64, len(rows))
	for i, row := range rows {
		taus[i] = row.Tau
	}
	taus = spread(ascending(taus))
	return slices.DeleteFunc(slices.Clone(rows), func(r study.Row) bool { return !slices.Contains(taus, r.Tau) })
}

func nearestAlt(loss string, rows []study.Row) string {
	text := title(loss) + ": mean similarity of an image's two views, and to its nearest negative."
	for _, row := range chosen(rows) {
		text += fmt.Sprintf(" τ = %s: %.2f and %.2f.", short(row.Tau), row.Detail.Separation.Positive, row.Detail.Separation.Nearest[0])
	}
	return text
}

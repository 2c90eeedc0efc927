package figures

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/bench/study"
)

// course is a number of an encoder that a training changes.
type course struct {
	name  string
	shows string
	value func(p study.Point) (y float64, known bool)
}

var courses = []course{
	{"loss", "loss", func(p study.Point) (float64, bool) { return p.Loss, true }},
	{"entropy", "entropy of the penalties r (nats)", func(p study.Point) (float64, bool) {
		if p.Entropy == nil {
			return 0, false
		}
		return *p.Entropy, true
	}},
	{"uniformity", "−uniformity", func(p study.Point) (float64, bool) { return 0 - p.Uniformity, true }},
	{"tolerance", "tolerance", func(p study.Point) (float64, bool) { return p.Tolerance, true }},
	courseKNN,
}

var courseKNN = course{"knn", "kNN accuracy (%)", func(p study.Point) (float64, bool) { return 100 * p.KNN, true }}

// path is what a number does over the epochs of a cell.
type path struct {
	name  string
	style draw.LineStyle
	glyph draw.GlyphDrawer
	over  plotter.XYs
}

// curves draws what training does, epoch by epoch.
func (s source) curves() (Figure, error) {
	f := Figure{
		Name: "curves", Title: "What training does", Caption: s.detailCaption(),
		Reading: "Where a curve still moves at the end, more epochs would change it. A falling entropy says that the loss has come to look at fewer negatives.",
	}
	rows := slices.DeleteFunc(s.details(s.main), func(r study.Row) bool { return r.Tau == 0 || len(r.Detail.Curve) == 0 })
	for _, m := range courses {
		var all []path
		for _, row := range chosen(rows) {
			if over := m.over(row); len(over) > 0 {
				all = append(all, path{short(row.Tau), s.tauStyle(row.Tau), nil, over})
			}
		}
		if len(all) > 0 {
			fig := epochs(title(s.main)+": "+m.shows, all, m.name == "loss")
			fig.legend.head = "τ"
			f.add(m.name, courseAlt(title(s.main)+", by τ: "+m.shows, all), fig)
		}
	}
	if all := s.bestPaths(); len(all) > 1 {
		const shows = "each loss at its best τ: kNN accuracy (%)"
		f.add("losses", courseAlt(shows, all), epochs(shows, all, false))
	}
	return f, nil
}

// over is what the number did in a cell.
func (m course) over(row study.Row) (points plotter.XYs) {
	for _, p := range row.Detail.Curve {
		if y, known := m.value(p); known {
			points = append(points, plotter.XY{X: float64(p.Epoch), Y: y})
		}
	}
	return points
}

// bestPaths are the accuracies of each loss at the temperature where they end highest.
func (s source) bestPaths() (all []path) {
	for _, loss := range s.losses() {
		rows := slices.DeleteFunc(s.details(loss), func(r study.Row) bool { return r.Measures == nil || len(r.Detail.Curve) == 0 })
		if len(rows) == 0 {
			continue
		}
		best := slices.MaxFunc(rows, func(a, b study.Row) int { return cmp.Compare(a.KNN, b.KNN) })
		name := title(loss)
		if best.Tau != 0 {
			name += ", τ = " + short(best.Tau)
		}
		all = append(all, path{name, s.looks[loss].style(), nil, courseKNN.over(best)})
	}
	return all
}

// epochs draws paths over the epochs, on a logarithmic axis where asked and possible.
func epochs(shows string, all []path, logarithmic bool) *figure {
	logarithmic = logarithmic && positive(all)
	if logarithmic {
		shows += ", logarithmic"
	}
	f := axes("epoch", shows)
	for _, one := range all {
		over := slices.Clone(one.over)
		if logarithmic {
			for i := range over {
				over[i].Y = math.Log10(over[i].Y)
			}
		}
		f.line(one.name, over, one.style, one.glyph)
	}
	f.plot.X.Min, f.plot.X.AutoRescale = 0, false
	if logarithmic {
		f.plot.Y.Tick.Marker, f.plot.Y.AutoRescale = plot.TickerFunc(oneTwoFive), false
	}
	return f
}

// positive tells whether all numbers have a logarithm.
func positive(all []path) bool {
	return !slices.ContainsFunc(all, func(p path) bool {
		return slices.ContainsFunc(p.over, func(at plotter.XY) bool { return !(at.Y > 0) })
	})
}

func courseAlt(shows string, all []path) string {
	text := shows + " by epoch; at the end"
	for i, one := range all {
		if i > 0 {
			text += ","
		}
		text += " " + one.name + " " + three(one.over[len(one.over)-1].Y)
	}
	return text + "."
}

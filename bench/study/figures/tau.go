package figures

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/bench/study"
)

// curve is how the rows of one loss are drawn: those with a temperature as
// marked points, the others as a level across the figure.
type curve struct {
	loss  string
	color color.Color
	glyph draw.GlyphDrawer
	dash  []vg.Length
}

var curves = []curve{
	{"contrastive", palette[0], draw.CircleGlyph{}, nil},
	{"hard", palette[1], draw.BoxGlyph{}, nil},
	{"simple", palette[5], nil, []vg.Length{6, 3}},
	{"hardsimple", palette[4], nil, []vg.Length{6, 3}},
	{"supcon", palette[2], draw.TriangleGlyph{}, nil},
	{"dcl", palette[3], draw.RingGlyph{}, nil},
	{"dclw", palette[3], draw.SquareGlyph{}, nil},
	{"debiased", palette[4], draw.PyramidGlyph{}, nil},
	{"siglip", palette[5], draw.PlusGlyph{}, nil},
	{"macl", palette[0], draw.CrossGlyph{}, nil},
	{"triplet", palette[1], nil, []vg.Length{6, 3}},
	{study.Random, grey, nil, []vg.Length{1.5, 2.5}},
	{study.Pixels, grey, nil, []vg.Length{7, 2.5, 1.5, 2.5}},
}

// againstTau draws one measure against the temperature, nil when no row has it.
// The floors are shown for accuracies alone: elsewhere they bound nothing.
func againstTau(m measure, rows []study.Row) *figure {
	fig := newFigure(m.title, "temperature τ (no unit)", m.label)
	low, high := span(rows)
	empty := true
	for _, c := range curves {
		points, title := c.points(m, rows, low, high)
		if len(points) == 0 {
			continue
		}
		empty = false
		style := draw.LineStyle{Color: c.color, Width: vg.Points(1.6), Dashes: c.dash}
		fig.line(title, points, style, c.glyph)
	}
	if empty {
		return nil
	}
	fig.plot.X.Min, fig.plot.X.Max = low, high
	return fig
}

// points collects the measured rows of a curve in ascending τ; a row without
// a temperature becomes a level from low to high.
func (c curve) points(m measure, rows []study.Row, low, high float64) (points plotter.XYs, title string) {
	for _, row := range rows {
		if row.Loss != c.loss || row.Measures == nil || row.Floor() && !m.floors {
			continue
		}
		title = row.Title()
		y := m.value(row.Measures)
		if row.Tau == 0 {
			return plotter.XYs{{X: low, Y: y}, {X: high, Y: y}}, title
		}
		points = append(points, plotter.XY{X: row.Tau, Y: y})
	}
	slices.SortFunc(points, func(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) })
	return points, title
}

// span is the range of the horizontal axis: from 0 to the largest τ, or to 1.
func span(rows []study.Row) (low, high float64) {
	for _, row := range rows {
		high = math.Max(high, row.Tau)
	}
	if high == 0 {
		high = 1
	}
	return 0, high
}

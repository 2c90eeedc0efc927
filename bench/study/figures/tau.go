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
	glyph draw.GlyphDrawer // nil: none
	dash  []vg.Length
}

// curvesOf are the curves of a study in the order of its table: first losses that
// have a temperature, then those that have none, and the floors. Looks go by that
// order, so that a loss that is new to the family changes no figure without it.
func curvesOf(rows []study.Row) []curve {
	var marked, levels []curve
	seen := map[string]bool{}
	for _, row := range rows {
		switch {
		case row.Floor() || seen[row.Loss]:
		case row.Tau != 0:
			marked = append(marked, markedCurve(row.Loss, len(marked)))
		default:
			levels = append(levels, levelCurve(row.Loss, len(levels)))
		}
		seen[row.Loss] = true
	}
	return slices.Concat(marked, levels, []curve{
		{study.Random, grey, nil, []vg.Length{1.5, 2.5}},
		{study.Pixels, grey, nil, []vg.Length{7, 2.5, 1.5, 2.5}},
	})
}

// marks are the looks of points.
var marks = []struct {
	color int // in the palette
	glyph draw.GlyphDrawer
}{
	{0, draw.CircleGlyph{}}, {1, draw.BoxGlyph{}}, {2, draw.TriangleGlyph{}}, {3, draw.RingGlyph{}},
	{4, draw.PyramidGlyph{}}, {5, draw.PlusGlyph{}}, {0, draw.CrossGlyph{}}, {3, draw.SquareGlyph{}},
}

// markedCurve is the i-th look of points. After the last glyph they come again, in
// the next colour.
func markedCurve(name string, i int) curve {
	mark := marks[i%len(marks)]
	return curve{name, palette[(mark.color+i/len(marks))%len(palette)], mark.glyph, nil}
}

// levelColors are the colours of levels, in the palette.
var levelColors = []int{5, 4, 1, 0, 2, 3}

// levelCurve is the i-th look of a level. After the last colour they come again, in
// shorter dashes.
func levelCurve(name string, i int) curve {
	dash := 6 / vg.Length(1+i/len(levelColors))
	return curve{name, palette[levelColors[i%len(levelColors)]], nil, []vg.Length{dash, 3}}
}

// againstTau draws one measure against the temperature, nil when no row has it.
// The floors are shown for accuracies alone: elsewhere they bound nothing.
func againstTau(m measure, rows []study.Row) *figure {
	fig := newFigure(m.title, "temperature τ (no unit)", m.label)
	low, high := span(rows)
	empty := true
	for _, c := range curvesOf(rows) {
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

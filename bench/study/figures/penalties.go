package figures

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/loss/analysis"
)

// negatives is the number of similarities, evenly spaced over [-1, 1], over
// which the penalties are drawn.
const negatives = 201

// penalties draws the relative penalty r(s) of Wang & Liu 2021, eq. (5), for
// negatives spread evenly over s in [-1, 1], as a multiple of the mean penalty:
// a line for each temperature, nil without any. A temperature that is none is an
// error.
func penalties(taus []float64) (*figure, error) {
	if len(taus) == 0 {
		return nil, nil
	}
	fig := newFigure("How the penalty falls on the negatives",
		"similarity s of anchor and negative (cosine)",
		"penalty r(s) / mean penalty, logarithmic")
	p := fig.plot
	s, r := make([]float32, negatives), make([]float64, negatives)
	for i := range s {
		s[i] = -1 + 2*float32(i)/(negatives-1)
	}
	for i, tau := range taus {
		if err := analysis.Penalties(r, s, tau); err != nil {
			return nil, err
		}
		points := make(plotter.XYs, 0, negatives)
		for j, share := range r {
			if y := math.Log10(share * negatives); y >= lowest {
				points = append(points, plotter.XY{X: float64(s[j]), Y: y})
			}
		}
		style := draw.LineStyle{Color: palette[i%len(palette)], Width: vg.Points(1.6), Dashes: dashes[i/len(palette)%len(dashes)]}
		fig.line(fmt.Sprintf("τ = %.4g", tau), points, style, nil)
	}
	p.X.Min, p.X.Max = -1, 1
	p.Y.Tick.Marker = plot.TickerFunc(decades)
	p.Y.Min, p.Y.Max = lowest, math.Ceil(p.Y.Max)
	return fig, nil
}

// lowest is the foot of the vertical axis, which runs in powers of ten: a line
// ends where it falls to a thousandth of the mean penalty.
const lowest = -3

// dashes tell lines apart once every colour is used.
var dashes = [][]vg.Length{nil, {6, 3}, {1.5, 2.5}}

// mostLines is how many temperatures the figure's legend has room for.
const mostLines = 12

// spread returns taus in ascending order, each once; of more than mostLines it
// returns so many, from first to last and evenly spaced in the list.
func spread(taus []float64) []float64 {
	taus = slices.Compact(slices.Sorted(slices.Values(taus)))
	last := len(taus) - 1
	if last < mostLines {
		return taus
	}
	chosen := make([]float64, mostLines)
	for i := range chosen {
		chosen[i] = taus[i*last/(mostLines-1)]
	}
	return chosen
}

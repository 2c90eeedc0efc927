package figures

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/loss/analysis"
)

// negatives is the number of similarities, evenly spaced over [-1, 1], over
// which the penalties are drawn.
const negatives = 201

// penalties draws how each temperature shares the gradient out, over evenly spread negatives
// and over those of the trained encoders. A temperature that is none is an error.
func (s source) penalties() (Figure, error) {
	f := Figure{
		Name: "penalties", Title: "How the temperature shares the penalty out", Caption: s.detailCaption(),
		Reading: "The steeper a line, the more the loss looks at the nearest negatives alone. The effective number, exp of the entropy of r, says how many of them count.",
	}
	taus := ascending(append(s.tausOf(s.main), s.Settings.Taus...))
	if len(taus) == 0 {
		return f, nil
	}
	lines, err := s.penaltyLines(spread(taus))
	if err != nil {
		return f, err
	}
	f.add("similarity", "The relative penalty of a negative against its similarity to the anchor, a line for each temperature: the lower the temperature, the steeper.", lines)
	effective, err := s.effective()
	f.add("effective", "The effective number of negatives against the temperature: for similarities spread evenly, and as measured.", effective)
	return f, err
}

// penaltyLines draws the relative penalty r(s) of Wang & Liu 2021, eq. (5), for negatives
// spread evenly over s in [-1, 1], as a multiple of the mean penalty.
func (s source) penaltyLines(taus []float64) (*figure, error) {
	f := axes("similarity of anchor and negative (cosine)", "penalty r over the mean penalty, logarithmic")
	f.legend.head = "τ"
	for _, tau := range taus {
		sims, r, err := evenly(tau)
		if err != nil {
			return nil, err
		}
		points := make(plotter.XYs, 0, negatives)
		for j, share := range r {
			if y := math.Log10(share * negatives); y >= lowest {
				points = append(points, plotter.XY{X: float64(sims[j]), Y: y})
			}
		}
		f.line(short(tau), points, s.tauStyle(tau), nil)
	}
	p := f.plot
	p.X.Min, p.X.Max = -1, 1
	p.Y.Tick.Marker, p.Y.AutoRescale = plot.TickerFunc(decades), false
	p.Y.Min, p.Y.Max = lowest, math.Ceil(p.Y.Max)
	return f, nil
}

// lowest is the foot of the vertical axis, which runs in powers of ten: a line
// ends where it falls to a thousandth of the mean penalty.
const lowest = -3

// tauStyle is the line of a temperature in the figures where each has one.
func (s source) tauStyle(tau float64) draw.LineStyle {
	return draw.LineStyle{Color: s.taus.color(tau), Width: curveWidth}
}

// evenly are the penalties r of negatives at similarities spread evenly over [-1, 1].
func evenly(tau float64) (sims []float32, r []float64, err error) {
	sims, r = make([]float32, negatives), make([]float64, negatives)
	for i := range sims {
		sims[i] = -1 + 2*float32(i)/(negatives-1)
	}
	return sims, r, analysis.Penalties(r, sims, tau)
}

// effective draws the effective number of negatives, as a share of all: exp of the entropy of
// r over evenly spread similarities, and the cells'. It is nil where no cell has it.
func (s source) effective() (*figure, error) {
	measured := s.effectiveSeries()
	if len(measured) == 0 {
		return nil, nil
	}
	f := axes(tauLabel, "effective number of negatives (% of all)")
	f.tauAxis(s.taus)
	low, high := f.plot.X.Min, f.plot.X.Max
	const steps = 60
	var line plotter.XYs
	for i := range steps + 1 {
		x := low + (high-low)*float64(i)/steps
		_, r, err := evenly(math.Pow(10, x))
		if err != nil {
			return nil, err
		}
		line = append(line, plotter.XY{X: x, Y: 100 * math.Exp(analysis.Entropy(r)) / negatives})
	}
	f.line("evenly spread similarities", line, draw.LineStyle{Color: soft, Width: curveWidth, Dashes: []vg.Length{4, 2.5}}, nil)
	for _, one := range measured {
		one.draw(f)
	}
	f.plot.Y.Min, f.plot.Y.Max = 0, 100
	return f, nil
}

// effectiveSeries are the measured effective numbers, in per cent of all negatives.
func (s source) effectiveSeries() (all []series) {
	for _, loss := range s.losses() {
		one := series{name: title(loss), look: s.looks[loss]}
		for _, row := range s.details(loss) {
			if d := row.Detail; d.Negatives > 0 && d.Effective > 0 {
				one.over = append(one.over, point{row.Tau, 100 * d.Effective / float64(d.Negatives), math.NaN()})
			}
		}
		if len(one.over) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// mostLines is how many temperatures a figure with a line for each can show.
const mostLines = 7

// spread returns taus, ascending and each once; of more than mostLines it returns so many,
// from first to last and as evenly as the list has them.
func spread(taus []float64) []float64 {
	last := len(taus) - 1
	if last < mostLines {
		return taus
	}
	chosen := make([]float64, mostLines)
	for i := range chosen {
		chosen[i] = taus[(2*i*last+mostLines-1)/(2*(mostLines-1))]
	}
	return chosen
}

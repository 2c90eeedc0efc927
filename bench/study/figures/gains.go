package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/nn/adapt"
)

// WriteGains draws what an adapter's trainings gained against the passes that they took, a
// line for each temperature, with a standard error to both sides, into a file, SVG or PNG
// by the extension of its name ([Format]); a file of that name is replaced.
func WriteGains(path string, curve []adapt.Point) error {
	fig := newFigure("What queries gain that were left out", "passes over the judgements, logarithmic", "gain over the embeddings as they are")
	for i, points := range byTau(curve) {
		line := make(plotter.XYs, len(points))
		for j, p := range points {
			line[j] = plotter.XY{X: math.Log10(float64(p.Passes)), Y: p.Gain}
		}
		c := colorAt(i)
		for j, p := range points {
			fig.bar(line[j].X, p.Gain, p.Error, c)
		}
		fig.line(nameOf(points[0]), line, draw.LineStyle{Color: c, Width: curveWidth, Dashes: curveDashes[i%len(curveDashes)]}, glyphs[i%len(glyphs)])
	}
	fig.plot.X.Tick.Marker = plot.TickerFunc(oneTwoFive)
	if err := fig.write(path); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	return nil
}

func nameOf(p adapt.Point) string {
	if p.Tau == 0 {
		return "gain"
	}
	return fmt.Sprintf("τ = %v", p.Tau)
}

// byTau parts a curve where the temperature changes.
func byTau(curve []adapt.Point) (parts [][]adapt.Point) {
	for i, p := range curve {
		if i == 0 || p.Tau != curve[i-1].Tau {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], p)
	}
	return parts
}

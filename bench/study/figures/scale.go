package figures

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// colorScale maps numbers onto the colours of viridis.
type colorScale struct {
	low, high float64
	marks     []plot.Tick // from low to high
}

// scaleOf is that of all accuracies, between round numbers.
func scaleOf(spots []spot) colorScale {
	low, high := spots[0].tint, spots[0].tint
	for _, s := range spots {
		low, high = min(low, s.tint), max(high, s.tint)
	}
	if low == high {
		low, high = low-1, high+1
	}
	ticks := roundTicks(low, high)
	return colorScale{ticks[0].Value, ticks[len(ticks)-1].Value, ticks}
}

func (s colorScale) color(x float64) color.Color {
	return between(viridis, (x-s.low)/(s.high-s.low))
}

// scaled is a figure with its colour scale at the right.
type scaled struct {
	*figure
	scale colorScale
}

const (
	scaleWidth = 44
	barWidth   = 10
	barSteps   = 64
)

func (s scaled) draw(c draw.Canvas) {
	s.figure.draw(draw.Crop(c, 0, -scaleWidth, 0, 0))
	write(c, numberText, vg.Point{X: c.Max.X - scaleWidth, Y: c.Max.Y - 44}, "kNN (%)")
	bar := draw.Crop(c, width-scaleWidth, 0, 46, -54)
	bar.Max.X = bar.Min.X + barWidth
	step := bar.Size().Y / barSteps
	for i := range barSteps {
		c.SetColor(between(viridis, float64(i)/(barSteps-1)))
		part := vg.Rectangle{Min: vg.Point{X: bar.Min.X, Y: bar.Min.Y + vg.Length(i)*step}, Max: vg.Point{X: bar.Max.X, Y: bar.Min.Y + vg.Length(min(float64(i)+1.3, barSteps))*step}}
		c.Fill(part.Path())
	}
	for _, t := range s.scale.marks {
		y := bar.Min.Y + vg.Length((t.Value-s.scale.low)/(s.scale.high-s.scale.low))*bar.Size().Y
		write(c, numberText, vg.Point{X: bar.Max.X + 4, Y: y - 3.5}, t.Label)
	}
}

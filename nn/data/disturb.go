package data

import (
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// disturb adds noise to a row and masks some of its values.
func (a Augment) disturb(row []float32, r *portable.Rand) {
	if a.Noise > 0 {
		sigma := a.Noise * rootMeanSquare(row)
		for i, v := range row {
			row[i] = float32(float64(v) + float64(sigma*r.Normal()))
		}
	}
	if a.Mask > 0 {
		for i := range row {
			if r.Float64() < a.Mask {
				row[i] = 0
			}
		}
	}
}

func rootMeanSquare(row []float32) float64 {
	var sum float64
	for _, v := range row {
		sum += float64(float64(v) * float64(v))
	}
	return math.Sqrt(sum / float64(len(row)))
}

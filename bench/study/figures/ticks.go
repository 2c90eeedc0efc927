package figures

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// roundTicks marks an axis at multiples of 1, 2 or 5 times a power of ten, from
// the multiple below the range to the one above it.
func roundTicks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / 5)
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var ticks []plot.Tick
	for i := math.Floor(low/step + 1e-9); i <= math.Ceil(high/step-1e-9); i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: withMinus(strconv.FormatFloat(i*step, 'f', digits, 64))})
	}
	return ticks
}

// roundStep is the smallest of 1, 2 and 5 times a power of ten that is at least x.
func roundStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x {
			return m * power
		}
	}
	return 10 * power
}

// withMinus writes a number's hyphen as the sign that it stands for.
func withMinus(number string) string {
	if number[0] == '-' {
		return "−" + number[1:]
	}
	return number
}

// decades marks an axis of powers of ten at every whole power. (gonum's LogScale
// would centre the axis label wrongly and shrink the plot.)
func decades(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for e := math.Ceil(low); e <= high; e++ {
		ticks = append(ticks, plot.Tick{Value: e, Label: strconv.FormatFloat(math.Pow(10, e), 'g', -1, 64)})
	}
	return ticks
}

// oneTwoFive marks an axis of powers of ten at the multiples by 1, 2 and 5, one of many
// powers at these alone, and one that is too short for that evenly.
func oneTwoFive(low, high float64) []plot.Tick {
	if high-low > 3.5 {
		return decades(low, high)
	}
	var ticks []plot.Tick
	for e := math.Floor(low); e <= high; e++ {
		for _, m := range []float64{1, 2, 5} {
			if x := e + math.Log10(m); x >= low-1e-9 && x <= high+1e-9 {
				ticks = append(ticks, plot.Tick{Value: x, Label: strconv.FormatFloat(m*math.Pow(10, e), 'g', 6, 64)})
			}
		}
	}
	if len(ticks) < 3 && low < high {
		return evenOnLog(low, high)
	}
	return ticks
}

// evenOnLog marks an axis of a part of a power of ten at even steps of the numbers themselves.
func evenOnLog(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for _, t := range roundTicks(math.Pow(10, low), math.Pow(10, high)) {
		if x := math.Log10(t.Value); x >= low-1e-9 && x <= high+1e-9 {
			ticks = append(ticks, plot.Tick{Value: x, Label: t.Label})
		}
	}
	return ticks
}

// short writes a number to four digits.
func short(x float64) string { return fmt.Sprintf("%.4g", x) }

// logAxis makes the horizontal axis one of the logarithms of given values, positive and
// ascending: a mark at each, and numbers at those that have room for one, the round first.
func (f *figure) logAxis(values []float64) {
	low, high := math.Log10(values[0]), math.Log10(values[len(values)-1])
	pad := max(0.03*(high-low), 0.02)
	if low == high { // a point alone
		pad = 0.5
	}
	x := &f.plot.X
	x.Min, x.Max, x.AutoRescale = low-pad, high+pad, false
	x.Tick.Marker = logTicks(values, axisWidth/vg.Length(x.Max-x.Min))
}

// axisWidth is that of a plot beside the narrowest panel's numbers.
const axisWidth = 260

// logTicks marks values on an axis that has so much room for a power of ten.
func logTicks(values []float64, decade vg.Length) plot.ConstantTicks {
	ticks := make(plot.ConstantTicks, len(values))
	for i, v := range values {
		ticks[i].Value = math.Log10(v)
	}
	for _, named := range []func(float64) bool{isRound, func(float64) bool { return true }} {
		for i, v := range values {
			if tick := (plot.Tick{Value: ticks[i].Value, Label: short(v)}); named(v) && !crowded(ticks, tick, decade) {
				ticks[i] = tick
			}
		}
	}
	return ticks
}

// isRound tells 1, 2 and 5 times a power of ten.
func isRound(x float64) bool {
	digit, _, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	return digit == "1" || digit == "2" || digit == "5"
}

// crowded tells whether a number would come too near to others.
func crowded(ticks []plot.Tick, tick plot.Tick, decade vg.Length) bool {
	return slices.ContainsFunc(ticks, func(other plot.Tick) bool {
		need := (room(numberText, tick.Label)+room(numberText, other.Label))/2 + 4
		return !other.IsMinor() && vg.Length(math.Abs(other.Value-tick.Value))*decade < need
	})
}

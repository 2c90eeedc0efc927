package figures

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

// said are the labels of ticks, a dot for one without.
func said(ticks []plot.Tick) string {
	var labels []string
	for _, tick := range ticks {
		if tick.IsMinor() {
			tick.Label = "."
		}
		labels = append(labels, tick.Label)
	}
	return strings.Join(labels, " ")
}

func TestOneTwoFive(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		want      string
	}{
		{0.01, 10, "0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10"},
		{0.001, 100, "0.001 0.01 0.1 1 10 100"},
		{4, 8.5, "4 5 6 7 8"},
		{17, 31, "20 25 30"},
	} {
		if got := said(oneTwoFive(math.Log10(test.low), math.Log10(test.high))); got != test.want {
			t.Errorf("%v to %v: %s, want %s", test.low, test.high, got, test.want)
		}
	}
}

func TestRoundTicks(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		want      string
	}{
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{1.68, 3.89, "1.5 2.0 2.5 3.0 3.5 4.0"},
		{-0.01, 0.02, "−0.01 0.00 0.01 0.02"},
		{29.9, 84.8, "20 40 60 80 100"},
		{3, 7300, "0 2000 4000 6000 8000"},
	} {
		if got := said(roundTicks(test.low, test.high)); got != test.want {
			t.Errorf("ticks of %v to %v: %s, want %s", test.low, test.high, got, test.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   string
	}{
		{[]float64{0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1}, "0.02 0.05 . 0.1 . 0.2 0.3 0.5 0.7 1"},
		{[]float64{0.07, 0.3, 0.7, 1}, "0.07 0.3 0.7 1"},
		{[]float64{0.123456}, "0.1235"},
		{[]float64{0.01, 0.011, 0.012, 10}, "0.01 . . 10"},
	} {
		f := axes("", "")
		f.logAxis(test.values)
		if got := said(f.plot.X.Tick.Marker.Ticks(f.plot.X.Min, f.plot.X.Max)); got != test.want {
			t.Errorf("%v: %s, want %s", test.values, got, test.want)
		}
	}
}

package optim

import "github.com/abc86604/temper/nn"

// stretchValues is how many values one task covers.
const stretchValues = 1 << 14

// A stretch is part of a parameter: its values [from, to).
type stretch struct{ param, from, to int }

// stretches cuts parameters into tasks.
func stretches(params []*nn.Param) []stretch {
	var all []stretch
	for i, p := range params {
		for from := 0; from < len(p.Value); from += stretchValues {
			all = append(all, stretch{i, from, min(from+stretchValues, len(p.Value))})
		}
	}
	return all
}

// of returns the stretch of its parameter's values, or of as many others.
func (s stretch) of(x []float32) []float32 { return x[s.from:s.to] }

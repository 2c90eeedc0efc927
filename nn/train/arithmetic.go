package train

import (
	"fmt"
	"slices"
)

// arithmetic numbers the order in which this version takes the sums of a training. It
// goes up whenever a run begun now would end in other bits than one begun before.
//
//	1  convolutions by gathered pixels
//	2  convolutions over channel blocks, see kernels/conv/specification.go
const arithmetic = 2

// configArithmetic says in config.json which arithmetic a run has been computed with.
type configArithmetic struct {
	Arithmetic int `json:"arithmetic"`
	// Before are the arithmetics of earlier steps, where a run has gone on with another.
	Before []int `json:"arithmetic_before,omitempty"`
}

// goOn returns what a run of a has been computed with once it goes on, and a line that
// says so where that is more than one arithmetic.
func (a configArithmetic) goOn() (now configArithmetic, notice string) {
	if a.Arithmetic == 0 {
		a.Arithmetic = 1 // of the time before it was written down
	}
	if a.Arithmetic == arithmetic {
		return a, ""
	}
	now = configArithmetic{arithmetic, append(slices.Clone(a.Before), a.Arithmetic)}
	return now, fmt.Sprintf("the run was begun with arithmetic %d and goes on with %d: "+
		"its weights will differ in their last digits from those of a run that has one alone", a.Arithmetic, arithmetic)
}

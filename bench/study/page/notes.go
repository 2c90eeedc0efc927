package page

import (
	"fmt"
	"math"
	"strings"

	"github.com/abc86604/temper/bench/study"
)

// agreementOf says how far the cells are in the paper's order, nothing where the set is none
// of the paper's.
func agreementOf(r *study.Results) (all []string) {
	for _, a := range r.AgainstPaper() {
		rho := "ρ = " + strings.Replace(fmt.Sprintf("%.2f", a.Rho), "-", "−", 1)
		if math.IsNaN(a.Rho) {
			rho = "no order to compare"
		}
		all = append(all, fmt.Sprintf("%s: %s over %d cells", a.Measure, rho, a.Cells))
	}
	return all
}

// risenEnough is the rise of the kNN accuracy in the last tenth of a training from which on
// it counts as not yet at its end.
const risenEnough = 0.01

// rising says which cells needed more epochs than they had.
func rising(r *study.Results) []string {
	var names []string
	for _, row := range r.Rows {
		if row.Detail == nil || row.Dim != 0 {
			continue
		}
		if rise := lateRise(row.Detail.Curve); rise > risenEnough {
			names = append(names, fmt.Sprintf("%s (%.1f points)", row.Name(), percent(rise)))
		}
	}
	if names == nil {
		return nil
	}
	return []string{fmt.Sprintf("needs more than %d epochs: kNN still rose by more than a point in the last tenth of the training of %s",
		r.Settings.Epochs, strings.Join(names, ", "))}
}

// lateRise is what the kNN accuracy gained in the last tenth of a curve's epochs, 0 of a
// curve that does not reach back so far.
func lateRise(curve []study.Point) float64 {
	if len(curve) == 0 {
		return 0
	}
	last := curve[len(curve)-1]
	for i := len(curve) - 1; i >= 0; i-- {
		if 10*curve[i].Epoch <= 9*last.Epoch {
			return last.KNN - curve[i].KNN
		}
	}
	return 0
}

package figures

import (
	"fmt"

	"github.com/abc86604/temper/bench/study"
)

// measure is one figure of a quantity against the temperature.
type measure struct {
	file, title, label string
	floors             bool // whether raw pixels and the random encoder belong in it
	value              func(m *study.Measures) float64
}

var measures = []measure{
	{"uniformity", "Uniformity against temperature", "−uniformity at t = 2 (no unit)", false,
		func(m *study.Measures) float64 { return 0 - m.Uniformity }},
	{"tolerance", "Tolerance against temperature", "tolerance (mean cosine of same-class pairs)", false,
		func(m *study.Measures) float64 { return m.Tolerance }},
	{"accuracy-knn", "kNN accuracy against temperature", "kNN top-1 accuracy (%)", true,
		func(m *study.Measures) float64 { return 100 * m.KNN }},
	{"accuracy-linear", "Linear-probe accuracy against temperature", "linear-probe top-1 accuracy (%)", true,
		func(m *study.Measures) float64 { return 100 * m.Linear }},
}

// Write draws every figure of r into the folder dir: uniformity, tolerance,
// accuracy-knn and accuracy-linear against τ, and penalties, r against s at
// each τ of the study. Rows without measures are left out, and so is a figure
// that would show nothing. Files of the same names are replaced.
func Write(dir string, r *study.Results) error {
	lines, err := penalties(spread(r.Settings.Taus))
	if err != nil {
		return fmt.Errorf("figure penalties: %w", err)
	}
	all := map[string]*figure{"penalties": lines}
	for _, m := range measures {
		all[m.file] = againstTau(m, r.Rows)
	}
	for name, fig := range all {
		if fig == nil {
			continue
		}
		if err := fig.save(dir, name); err != nil {
			return fmt.Errorf("figure %s: %w", name, err)
		}
	}
	return nil
}

package figures

import (
	"bytes"
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

// A Figure is one figure of a study, of one panel or several side by side.
type Figure struct {
	Name    string // "accuracy", as in the names of its files
	Title   string
	Caption string // what it was made of: data set, encoder, epochs, images, seed
	Reading string // a line on how to read it
	Panels  []Panel
}

// A Panel is one plot of a figure.
type Panel struct {
	Name string // "knn": its files are called by the figure's name and this
	Alt  string // what it shows, for who does not see it

	fig *figure
}

// Of returns the figures that the results have numbers for, in the order of the page.
func Of(r *study.Results) ([]Figure, error) {
	var all []Figure
	lines, err := penalties(spread(r.Settings.Taus))
	if err != nil {
		return nil, fmt.Errorf("figure penalties: %w", err)
	}
	if lines != nil {
		all = append(all, Figure{Name: "penalties", Panels: []Panel{{fig: lines}}})
	}
	for _, m := range measures {
		if fig := againstTau(m, r.Rows); fig != nil {
			all = append(all, Figure{Name: m.file, Title: m.title, Panels: []Panel{{fig: fig}}})
		}
	}
	return all, nil
}

// SVG is the panel as a page has it inline: text and axes have the page's colours, by the
// variables of its style.
func (p Panel) SVG() ([]byte, error) {
	var text bytes.Buffer
	err := p.fig.encode(&text, "svg")
	return text.Bytes(), err
}

// Write draws every figure of r into the folder dir, as SVG and as PNG. Rows without
// measures are left out, and so is a figure that would show nothing. Files of the same
// names are replaced.
func Write(dir string, r *study.Results) error {
	all, err := Of(r)
	if err != nil {
		return err
	}
	for _, f := range all {
		for _, p := range f.Panels {
			name := f.Name
			if p.Name != "" {
				name += "-" + p.Name
			}
			if err := p.fig.save(dir, name); err != nil {
				return fmt.Errorf("figure %s: %w", name, err)
			}
		}
	}
	return nil
}

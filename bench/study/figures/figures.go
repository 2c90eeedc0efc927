package figures

import (
	"fmt"

	"github.com/abc86604/temper/bench/study"
)

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

	picture picture
}

// add adds a panel, unless fig is nil: there was nothing to show.
func (f *Figure) add(name, alt string, fig *figure) {
	if fig != nil {
		f.show(name, alt, fig)
	}
}

func (f *Figure) show(name, alt string, p picture) {
	f.Panels = append(f.Panels, Panel{name, alt, p})
}

// Of returns the figures that the results have numbers for, in the order of the page. Cells
// that failed are left out. An error names the figure that could not be made, of results with
// a temperature that is none or an image that is none.
func Of(r *study.Results) ([]Figure, error) {
	var all []Figure
	for _, make := range []func(source) (Figure, error){
		source.penalties, source.dilemma, source.accuracy, source.plane, source.separation, source.circle, source.curves, source.neighbours,
	} {
		f, err := make(sourceOf(r))
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", f.Name, err)
		}
		if len(f.Panels) > 0 {
			all = append(all, f)
		}
	}
	return all, nil
}

// Write draws every figure of r into the folder dir, as SVG and as PNG, a file for each
// panel: accuracy-knn.svg. A figure that would show nothing is left out. Files of the same
// names are replaced.
func Write(dir string, r *study.Results) error {
	all, err := Of(r)
	if err != nil {
		return err
	}
	for _, f := range all {
		for _, p := range f.Panels {
			name := f.Name + "-" + p.Name
			if err := (sheet{p.picture, f.Title, f.Reading, f.Caption}).save(dir, name); err != nil {
				return fmt.Errorf("figure %s: %w", name, err)
			}
		}
	}
	return nil
}

package figures

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/abc86604/temper/bench/study"
)

// source is a study's results as figures ask for them.
type source struct {
	*study.Results
	cells []study.Summary // of the table: those of the circle are not among them
	taus  temperatures    // of all cells of the table
	looks map[string]look
	main  string // the first loss with a temperature; "": none
}

func sourceOf(r *study.Results) source {
	s := source{Results: r}
	for _, c := range r.Summaries() {
		if c.Dim != 0 {
			continue
		}
		s.cells = append(s.cells, c)
		if c.Tau != 0 {
			s.taus = append(s.taus, c.Tau)
			s.main = cmp.Or(s.main, c.Loss)
		}
	}
	s.taus = append(s.taus, r.Settings.Taus...)
	s.taus = ascending(s.taus)
	s.looks = looksOf(s.cells)
	return s
}

// ascending sorts numbers, each once.
func ascending(x []float64) []float64 { return slices.Compact(slices.Sorted(slices.Values(x))) }

// tausOf are the temperatures of the cells of a loss that gave a result.
func (s source) tausOf(loss string) (taus []float64) {
	for _, c := range s.cells {
		if c.Loss == loss && c.Tau != 0 && c.Mean != nil {
			taus = append(taus, c.Tau)
		}
	}
	return ascending(taus)
}

// details are the rows of a loss that have a detail, τ ascending.
func (s source) details(loss string) (rows []study.Row) {
	for _, row := range s.Rows {
		if row.Loss == loss && row.Dim == 0 && row.Detail != nil {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b study.Row) int { return cmp.Compare(a.Tau, b.Tau) })
	return rows
}

// losses are those of the table that were trained: first those with a temperature, then
// those without one, each in its order.
func (s source) losses() (names []string) {
	for _, level := range []bool{false, true} {
		for _, c := range s.cells {
			if !c.Floor() && s.looks[c.Loss].level == level && !slices.Contains(names, c.Loss) {
				names = append(names, c.Loss)
			}
		}
	}
	return names
}

// title names a loss as its paper does.
func title(loss string) string { return study.Cell{Loss: loss}.Title() }

// caption says what the numbers are of.
func (s source) caption() string {
	name := s.Items.Name
	if name == "" { // in results of before
		name = filepath.Base(s.Settings.Data)
	}
	text := name
	if s.Items.Train > 0 {
		text += fmt.Sprintf(", %s images", thousands(s.Items.Train))
	}
	text += fmt.Sprintf(", %s, %d epochs", s.Settings.Encoder, s.Settings.Epochs)
	if s.Items.Test > 0 {
		text += fmt.Sprintf(", n = %s test images", thousands(s.Items.Test))
	}
	if last := s.Settings.Seed + uint64(s.seeds()) - 1; last > s.Settings.Seed {
		return text + fmt.Sprintf(", seeds %d to %d: means, and bars of one standard deviation", s.Settings.Seed, last)
	}
	return text + fmt.Sprintf(", seed %d", s.Settings.Seed)
}

// firstSeedCaption says it of what the study takes with the first seed alone.
func (s source) firstSeedCaption() string {
	s.cells = nil
	return s.caption()
}

// detailCaption says it of what the study takes of the first of the test images.
func (s source) detailCaption() string {
	text := s.firstSeedCaption()
	for _, row := range s.Rows {
		if row.Detail != nil && row.Detail.Negatives > 0 && row.Detail.Negatives+1 < s.Items.Test {
			return text + fmt.Sprintf("; the first %s test images", thousands(row.Detail.Negatives+1))
		}
	}
	return text
}

// seeds are those that a cell has results of, at most.
func (s source) seeds() int {
	most := 1
	for _, c := range s.cells {
		most = max(most, c.Seeds)
	}
	return most
}

// thousands writes a count with commas.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

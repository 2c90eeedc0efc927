package study

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/eval"
)

// floors are the titles of what no cell trained.
var floors = map[string]string{Pixels: "raw pixels", Random: "random encoder"}

// Title names the cell's loss as its paper does.
func (c Cell) Title() string {
	if m, err := loss.Find(c.Loss); err == nil {
		return m.Title
	}
	return floors[c.Loss]
}

// Kept says which of the hardest negatives a hard loss keeps.
func (c Cell) Kept() string {
	if c.TopK != 0 {
		return fmt.Sprintf("%d negatives", c.TopK)
	}
	return fmt.Sprintf("%.3g %% of the negatives", 100*c.Alpha)
}

// WriteTable prints the results as the paper's Table 1 does, in 80 columns: accuracies in
// percent and the negative of the uniformity, means of the seeds and their standard
// deviations. Below it stands how they were measured, and the verdict.
func (r *Results) WriteTable(w io.Writer) error {
	var table strings.Builder
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	heads := []string{"loss", "τ", "kNN %", "linear %", "−uniformity", "tolerance"}
	if r.Settings.Seeds <= 1 { // beside deviations there is no room
		heads = append(heads, "align.", "s")
	}
	fmt.Fprintln(t, strings.Join(heads, "\t")+"\t")
	for _, s := range r.Summaries() {
		if s.Dim == 0 {
			fmt.Fprintln(t, strings.Join(s.cells(r.Settings.Seeds), "\t")+"\t")
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(table.String()) { // the first column needs no space before it
		if _, err := fmt.Fprintln(w, strings.TrimRight(strings.TrimPrefix(line, "  "), " \n")); err != nil {
			return err
		}
	}
	for _, text := range append(r.Notes(), r.Verdict()...) {
		if _, err := fmt.Fprintln(w, wrapped(text)); err != nil {
			return err
		}
	}
	return nil
}

// wrapped breaks a text into lines of at most 80 characters.
func wrapped(text string) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line+" "+word) <= 80:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// probes are how the linear probe is fitted, in words.
var probes = map[string]string{
	eval.ProbeLBFGS: fmt.Sprintf("multinomial regression by L-BFGS to its minimum, at most %d iterations", eval.DefaultProbe().MaxIterations),
	eval.ProbeSGD:   fmt.Sprintf("%d epochs of SGD, as in the paper", eval.DefaultSGDProbe().Epochs),
}

// Notes say what the accuracies are of, and where one is not what it should be. The
// neighbours and the classes are the same in all cells.
func (r *Results) Notes() (notes []string) {
	var creeping []string
	for _, row := range r.Rows {
		m := row.Measures
		if m == nil || m.K == 0 { // failed, or of before these were known
			continue
		}
		if notes == nil {
			notes = append(notes, fmt.Sprintf("kNN by votes of K = %d training images at temperature %v", m.K, m.KNNTau))
			notes = append(notes, "linear probe: "+probes[r.Settings.Probe])
			if m.Warning != "" {
				notes = append(notes, "warning: "+m.Warning)
			}
		}
		if m.LinearConverged != nil && !*m.LinearConverged {
			creeping = append(creeping, fmt.Sprintf("%s (%d iterations)", row.trial().name(r.Settings), m.LinearIterations))
		}
	}
	if creeping != nil {
		notes = append(notes, "linear probe not converged: "+strings.Join(creeping, ", "))
	}
	for _, row := range r.Rows {
		if row.Error != "" {
			notes = append(notes, "failed: "+row.trial().name(r.Settings)+": "+row.Error)
		}
	}
	return notes
}

// cells is the summary as the table shows it, of so many seeds.
func (s Summary) cells(seeds int) []string {
	cells := []string{s.Title(), short(s.Tau)}
	if s.Mean == nil {
		return append(cells, "failed", "", "", "")
	}
	with := func(digits int, mean, deviation float64) string {
		if seeds <= 1 {
			return fmt.Sprintf("%.*f", digits, mean)
		}
		return fmt.Sprintf("%.*f ± %.*f", digits, mean, digits, deviation)
	}
	m, d := s.Mean, s.Deviation
	percent := 2
	if seeds > 1 {
		percent = 1
	}
	cells = append(cells,
		with(percent, 100*m.KNN, 100*d.KNN), with(percent, 100*m.Linear, 100*d.Linear),
		with(3, 0-m.Uniformity, d.Uniformity), with(3, m.Tolerance, d.Tolerance))
	if seeds <= 1 {
		cells = append(cells, fmt.Sprintf("%.3f", m.Alignment), seconds(s.Seconds))
	}
	return cells
}

// seconds writes a time in five places, which is what a line has left for it.
func seconds(s float64) string {
	if s < 1000 {
		return fmt.Sprintf("%5.1f", s)
	}
	return fmt.Sprintf("%5.0f", s)
}

// short writes a parameter to four digits, or nothing for the 0 of one that
// plays no part.
func short(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.4g", x)
}

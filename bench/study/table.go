package study

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/abc86604/temper/loss"
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

// WriteTable prints the results as the paper's Table 1 does: accuracies in
// percent and the negative of the uniformity. Below it stands how they were measured.
func (r *Results) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "loss\tτ\tα\tkNN %\tlinear %\t−uniformity\ttolerance\talignment\tfinal loss\tseconds\t")
	for _, row := range r.Rows {
		fmt.Fprintln(t, strings.Join(row.cells(), "\t")+"\t")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, note := range r.notes() {
		if _, err := fmt.Fprintln(w, note); err != nil {
			return err
		}
	}
	return nil
}

// notes say what the accuracies are of, and where one is not what it should be. The
// neighbours and the classes are the same in all cells.
func (r *Results) notes() (notes []string) {
	var creeping []string
	for _, row := range r.Rows {
		m := row.Measures
		if m == nil || m.K == 0 { // failed, or of before these were known
			continue
		}
		if notes == nil {
			notes = append(notes, fmt.Sprintf("kNN by votes of K = %d training images at temperature %v", m.K, m.KNNTau))
			if m.Warning != "" {
				notes = append(notes, "warning: "+m.Warning)
			}
		}
		if !*m.LinearConverged {
			creeping = append(creeping, fmt.Sprintf("%s (%d iterations)", row.Name(), m.LinearIterations))
		}
	}
	if creeping != nil {
		notes = append(notes, "linear probe not converged: "+strings.Join(creeping, ", "))
	}
	return notes
}

// cells is the row as the table shows it.
func (r Row) cells() []string {
	kept := short(r.Alpha)
	if r.TopK != 0 {
		kept = fmt.Sprintf("top %d", r.TopK)
	}
	cells := []string{r.Title(), short(r.Tau), kept}
	if m := r.Measures; m != nil {
		cells = append(cells,
			fmt.Sprintf("%.2f", 100*m.KNN), fmt.Sprintf("%.2f", 100*m.Linear),
			fmt.Sprintf("%.3f", 0-m.Uniformity), fmt.Sprintf("%.3f", m.Tolerance), fmt.Sprintf("%.3f", m.Alignment))
	} else {
		cells = append(cells, "failed", "", "", "", "")
	}
	final := ""
	if r.LossFinal != nil {
		final = fmt.Sprintf("%.3f", *r.LossFinal)
	}
	return append(cells, final, fmt.Sprintf("%.1f", r.Seconds))
}

// short writes a parameter to four digits, or nothing for the 0 of one that
// plays no part.
func short(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.4g", x)
}

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
)

// The studies whose results are kept beside this file; bench/results/README.md says what they
// are of.
const (
	quickStudy   = "results/shapes"
	bankStudy    = "results/cifar10-bank"
	inBatchStudy = "results/cifar10-inbatch"
)

func resultsIn(t *testing.T, dir string) *study.Results {
	t.Helper()
	r, err := study.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestResultsAreWhole holds that the studies are complete, and name no place on the machine
// that they were made on.
func TestResultsAreWhole(t *testing.T) {
	for dir, cells := range map[string]int{quickStudy: 2 + 17 + 3, bankStudy: 2 + 10, inBatchStudy: 2 + 10} {
		r := resultsIn(t, dir)
		if got := len(r.Summaries()); got != cells || r.Err() != nil {
			t.Errorf("%s: %d cells, want %d; %v", dir, got, cells, r.Err())
		}
		text, err := os.ReadFile(filepath.Join(dir, "results.json"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"/`) || strings.Contains(string(text), " /") {
			t.Errorf("%s names an absolute path", dir)
		}
	}
}

// TestPagesOfResults holds that README.md and the results' own page say what the results do:
// the tables, what the studies found, and how far they are in the paper's order.
func TestPagesOfResults(t *testing.T) {
	quick, bank, inBatch := resultsIn(t, quickStudy), resultsIn(t, bankStudy), resultsIn(t, inBatchStudy)
	says := append(quick.Verdict(), quickTable(quick), paperTable(bank, inBatch), agreement(bank), agreement(inBatch))
	for path, texts := range map[string][]string{
		"../README.md":      says,
		"results/README.md": slices.Concat(says, bank.Verdict(), inBatch.Verdict()),
	} {
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if !strings.Contains(oneLine(string(page)), oneLine(text)) {
				t.Errorf("%s does not say\n%s", path, text)
			}
		}
	}
}

// oneLine is a text whatever its lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// agreement is Spearman's correlations with the paper in words.
func agreement(r *study.Results) string {
	var parts []string
	for _, a := range r.AgainstPaper() {
		parts = append(parts, fmt.Sprintf("%.2f for %s", a.Rho, a.Measure))
	}
	return strings.Join(parts, ", ")
}

// quickTable is a study's table in Markdown, means of its seeds with their deviations.
func quickTable(r *study.Results) string {
	var b strings.Builder
	b.WriteString("| loss | τ | kNN % | linear % | −uniformity | tolerance |\n|---|---|---|---|---|---|\n")
	for _, s := range r.Summaries() {
		if s.Dim != 0 {
			continue
		}
		m, d := s.Mean, s.Deviation
		with := func(digits int, mean, deviation float64) string {
			if s.Seeds == 1 {
				return strconv.FormatFloat(mean, 'f', digits, 64)
			}
			return fmt.Sprintf("%.*f ± %.*f", digits, mean, digits, deviation)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", s.Title(), tauOf(s),
			with(1, 100*m.KNN, 100*d.KNN), with(1, 100*m.Linear, 100*d.Linear), with(2, 0-m.Uniformity, d.Uniformity), with(3, m.Tolerance, d.Tolerance))
	}
	return b.String()
}

// paperTable is two studies of one table beside the paper's numbers.
func paperTable(bank, inBatch *study.Results) string {
	var b strings.Builder
	b.WriteString("| loss | τ | linear %: bank, in batch, paper | kNN %: bank, in batch | −uniformity: bank, in batch, paper | tolerance: bank, in batch, paper |\n|---|---|---|---|---|---|\n")
	others := inBatch.Summaries()
	for i, s := range bank.Summaries() {
		a, o := s.Mean, others[i].Mean
		linear, uniformity, tolerance := "", "", ""
		if p := bank.Paper(s.Cell); p != nil {
			linear, uniformity, tolerance = fmt.Sprintf(", %.2f", 100*p.Accuracy), fmt.Sprintf(", %.2f", p.Uniformity), fmt.Sprintf(", %.3f", p.Tolerance)
		}
		fmt.Fprintf(&b, "| %s | %s | %.1f, %.1f%s | %.1f, %.1f | %.2f, %.2f%s | %.3f, %.3f%s |\n", s.Title(), tauOf(s),
			100*a.Linear, 100*o.Linear, linear, 100*a.KNN, 100*o.KNN, 0-a.Uniformity, 0-o.Uniformity, uniformity, a.Tolerance, o.Tolerance, tolerance)
	}
	return b.String()
}

// tauOf is a cell's temperature, "" where it plays no part.
func tauOf(s study.Summary) string {
	if s.Tau == 0 {
		return ""
	}
	return strconv.FormatFloat(s.Tau, 'g', -1, 64)
}

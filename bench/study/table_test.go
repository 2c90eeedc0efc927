package study

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWriteTable(t *testing.T) {
	final := 5.25
	r := Results{Settings: Defaults(), Rows: []Row{
		{Cell: Cell{Loss: Random}, Seed: 1, Measures: &Measures{Uniformity: -0.5, Tolerance: 0.9, Alignment: 0.25, KNN: 0.2, Linear: 0.3}, Seconds: 1},
		{Cell: Cell{Loss: "contrastive", Tau: 0.07}, Seed: 1, Measures: &Measures{Uniformity: -3.86, Tolerance: 0.04, Alignment: 0.5,
			KNN: 0.7975, K: 150, KNNTau: 0.07, Warning: "class 3 is small", Linear: 0.8, LinearIterations: 1000, LinearConverged: new(bool)}, LossFinal: &final, Seconds: 61.25},
		{Cell: Cell{Loss: "hardsimple", TopK: 4095}, Seed: 1, Error: "no"},
	}}
	var out strings.Builder
	if err := r.WriteTable(&out); err != nil {
		t.Fatal(err)
	}
	const want = `
          loss     τ   kNN %  linear %  −uniformity  tolerance  align.      s
random encoder         20.00     30.00        0.500      0.900   0.250    1.0
   Contrastive  0.07   79.75     80.00        3.860      0.040   0.500   61.2
    HardSimple        failed
kNN by votes of K = 150 training images at temperature 0.07
linear probe: multinomial regression by L-BFGS to its minimum, at most 1000
iterations
warning: class 3 is small
linear probe not converged: contrastive-tau0.07 (1000 iterations)
failed: hardsimple-top4095: no
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("table:%s\nwant:%s", got, want)
	}
}

// The table fits 80 columns, whatever is in it.
func TestTableFits(t *testing.T) {
	for seeds := 1; seeds <= 2; seeds++ {
		var rows []Row
		for seed := 1; seed <= seeds; seed++ {
			for i, name := range []string{"contrastive", "hard", "alignuniform", Random} {
				row := rowOf(name, 0.02, 0.5+float64(seed)/10, 3, uint64(seed))
				row.Linear, row.Tolerance, row.Alignment, row.Seconds = 1/float64(seed), -0.5/float64(seed), 1, math.Pow(20, float64(i))
				rows = append(rows, row)
			}
		}
		var out strings.Builder
		if err := resultsOf(seeds, rows...).WriteTable(&out); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > 80 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
	}
}

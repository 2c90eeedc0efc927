package study

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// resultsOf are those of a study with 1,000 test images, by kNN and uniformity.
func resultsOf(seeds int, rows ...Row) *Results {
	r := &Results{Settings: Defaults(), Items: Items{Test: 1000}, Rows: rows}
	r.Settings.Seeds = seeds
	return r
}

func rowOf(name string, tau, knn, uniformity float64, seed uint64) Row {
	c := Cell{Loss: name, Tau: tau}
	if strings.HasPrefix(name, "hard") {
		c.Alpha = 0.25
	}
	return Row{Cell: c, Seed: seed, Measures: &Measures{KNN: knn, Uniformity: -uniformity}}
}

func probed(r Row, linear float64) Row {
	r.Linear = linear
	return r
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name string
		r    *Results
		want []string
	}{
		{"nothing", resultsOf(1), nil},
		{"one temperature", resultsOf(1, rowOf("contrastive", 0.1, 0.5, 3, 1)), nil},
		{"inside, all losses", resultsOf(1,
			rowOf("contrastive", 1, 0.4, 2, 1), rowOf("contrastive", 0.1, 0.5, 3.8, 1), rowOf("contrastive", 0.3, 0.7, 3, 1), rowOf("simple", 0, 0.3, 1, 1),
			rowOf("hard", 0.3, 0.69, 3.5, 1), rowOf("hard", 1, 0.68, 3.4, 1), rowOf("hardsimple", 0, 0.71, 3.4, 1)),
			[]string{
				"Contrastive was best at τ = 0.3: kNN 70.0 %, against 50.0 % at 0.1 and 40.0 % at 1.",
				"HardContrastive, which sees the hardest 25 % of the negatives alone, had −uniformity 3.40 to 3.50 where Contrastive at the same temperatures had 2.00 to 3.00, and kNN 68.0 to 69.0 % where Contrastive had 40.0 to 70.0 %.",
				"Without a temperature, Simple falls 40.0 points behind the best Contrastive (kNN 30.0 %); HardSimple cannot be told from it (71.0 %).",
			}},
		{"at the end, not to be told from its neighbour", resultsOf(1, rowOf("contrastive", 0.1, 0.70, 3, 1), rowOf("contrastive", 0.2, 0.69, 3, 1), rowOf("contrastive", 0.5, 0.5, 3, 1)),
			[]string{"Contrastive was best at τ = 0.1 (not to be told from 0.2): kNN 70.0 %, against 50.0 % at 0.5; kNN was best at the end of the range, and may be better beyond."}},
		{"the probe has another opinion", resultsOf(1, probed(rowOf("contrastive", 0.1, 0.7, 3, 1), 0.5), probed(rowOf("contrastive", 0.5, 0.5, 3, 1), 0.6)),
			[]string{"Contrastive was best at τ = 0.1: kNN 70.0 %, against 50.0 % at 0.5; the linear probe was best at 0.5, with 60.0 %; kNN was best at the end of the range, and may be better beyond."}},
		{"seeds tell how far they scatter", resultsOf(2,
			rowOf("contrastive", 0.1, 0.40, 3, 1), rowOf("contrastive", 0.2, 0.62, 3, 1), rowOf("contrastive", 0.5, 0.5, 3, 1), rowOf("hardsimple", 0, 0.8, 3, 1),
			rowOf("contrastive", 0.1, 0.44, 3, 2), rowOf("contrastive", 0.2, 0.60, 3, 2), rowOf("contrastive", 0.5, 0.7, 3, 2), rowOf("hardsimple", 0, 0.81, 3, 2)),
			[]string{
				"Contrastive was best at τ = 0.2 (not to be told from 0.5): kNN 61.0 ± 1.4 %, against 42.0 ± 2.8 % at 0.1 and 60.0 ± 14.1 % at 0.5.",
				"Without a temperature, HardSimple is 19.5 points ahead of the best Contrastive (kNN 80.5 ± 0.7 %).",
			}},
	} {
		if got := c.r.Verdict(); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func TestSummaries(t *testing.T) {
	failed := rowOf("simple", 0, 0, 0, 1)
	failed.Measures, failed.Error = nil, "no"
	circle := rowOf("contrastive", 0.1, 0.2, 1, 1)
	circle.Dim = 2
	all := resultsOf(2, rowOf("contrastive", 0.1, 0.4, 3, 1), failed, circle, rowOf("contrastive", 0.1, 0.6, 2, 2), rowOf("simple", 0, 0.1, 1, 2)).Summaries()
	if len(all) != 3 || all[0].Seeds != 2 || all[0].Mean.KNN != 0.5 || math.Abs(all[0].Deviation.KNN-0.1414) > 1e-4 || all[0].Mean.Uniformity != -2.5 {
		t.Errorf("%+v", all)
	}
	if !all[1].Failed || all[1].Seeds != 1 || all[1].Mean.KNN != 0.1 || !math.IsNaN(all[1].Deviation.KNN) {
		t.Errorf("of one that failed: %+v", all[1])
	}
	if all[2].Dim != 2 || all[2].Seeds != 1 {
		t.Errorf("of the circle: %+v", all[2])
	}
}

func TestPaper(t *testing.T) {
	r := Results{Items: Items{Name: "CIFAR-10"}}
	if p := r.Paper(Cell{Loss: "hard", Tau: 0.3, Alpha: 0.2}); p == nil || p.Accuracy != 0.8363 || p.Uniformity != 3.89 || p.Tolerance != 0.0267 {
		t.Errorf("%+v", p)
	}
	for _, c := range []Cell{{Loss: "contrastive", Tau: 0.2}, {Loss: "contrastive", Tau: 1, Dim: 2}, {Loss: Pixels}} {
		if p := r.Paper(c); p != nil {
			t.Errorf("%s: %+v", c.Name(), p)
		}
	}
	for name, known := range map[string]bool{"cifar_100": true, "SVHN": true, "ImageNet100": true, "shapes": false, "": false} {
		if r.Items.Name = name; (r.Paper(Cell{Loss: "simple"}) != nil) != known {
			t.Errorf("%s: known %v", name, !known)
		}
	}
}

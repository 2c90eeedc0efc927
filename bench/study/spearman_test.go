package study

import (
	"math"
	"slices"
	"testing"
)

func TestRanks(t *testing.T) {
	for _, test := range []struct{ values, want []float64 }{
		{nil, nil},
		{[]float64{7}, []float64{1}},
		{[]float64{0.3, -1, 0.5}, []float64{2, 1, 3}},
		{[]float64{2, 1, 2, 0, 2}, []float64{4, 2, 4, 1, 4}},
		{[]float64{5, 5, 1, 1}, []float64{3.5, 3.5, 1.5, 1.5}},
	} {
		if got := ranks(test.values); !slices.Equal(got, test.want) {
			t.Errorf("ranks of %v: %v, want %v", test.values, got, test.want)
		}
	}
}

// Without ties ρ is 1 - 6 Σd²/(n(n²-1)), d being the differences of the ranks.
func TestSpearman(t *testing.T) {
	x := []float64{0.1, 0.9, -3, 4, 2.5, 7, 6}
	y := []float64{12, 80, 3, 2, 40, 41, 90}
	a, b := ranks(x), ranks(y)
	sum, n := 0.0, float64(len(x))
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	if got, want := spearman(x, y), 1-6*sum/(n*(n*n-1)); math.Abs(got-want) > 1e-12 {
		t.Errorf("ρ = %v, want %v", got, want)
	}
	down := []float64{-0.1, -0.9, 3, -4, -2.5, -7, -6}
	if got := spearman(x, down); math.Abs(got+1) > 1e-12 {
		t.Errorf("ρ with the reverse order = %v", got)
	}
	// ranks 1, 2.5, 2.5, 4 with 1, 2, 3, 4: 4.5 / √(4.5 · 5)
	if got, want := spearman([]float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}), math.Sqrt(0.9); math.Abs(got-want) > 1e-12 {
		t.Errorf("ρ with a tie = %v, want %v", got, want)
	}
	if got := spearman([]float64{1, 1, 1}, []float64{1, 2, 3}); !math.IsNaN(got) {
		t.Errorf("ρ of equal values = %v", got)
	}
}

func TestAgainstPaper(t *testing.T) {
	r := Results{Settings: Defaults(), Items: Items{Name: "CIFAR-10"}}
	add := func(c Cell, uniformity, tolerance, linear float64) {
		r.Rows = append(r.Rows, Row{Cell: c, Seed: 1, Measures: &Measures{Uniformity: -uniformity, Tolerance: tolerance, Linear: linear}})
	}
	add(Cell{Loss: Pixels}, 9, 9, 9)                                // none of the paper's
	add(Cell{Loss: "contrastive", Tau: 0.15}, 9, 9, 9)              // nor this
	add(Cell{Loss: "contrastive", Tau: 0.07, Dim: 2}, 0.1, 0.9, .1) // another embedding
	add(Cell{Loss: "contrastive", Tau: 0.07}, 3.7, 0.08, 0.5)
	add(Cell{Loss: "contrastive", Tau: 1}, 2.7, 0.20, 0.6)
	if got := r.AgainstPaper(); got != nil {
		t.Errorf("of two cells %v", got)
	}
	add(Cell{Loss: "simple"}, 1.9, 0.30, 0.4)
	add(Cell{Loss: "hard", Tau: 0.3, Alpha: 0.2}, 3.8, 0.25, 0.7)
	r.Rows = append(r.Rows, Row{Cell: Cell{Loss: "hardsimple"}, Seed: 1, Error: "no"})
	// the paper's of these four: uniformity 3.86 2.96 1.68 3.89, tolerance .04 .372 .61
	// .0267, accuracy .7975 .8221 .7483 .8363
	got := r.AgainstPaper()
	for i, want := range []Agreement{{"uniformity", 1, 4}, {"tolerance", 0.4, 4}, {"linear accuracy", 1, 4}} {
		if i >= len(got) || got[i].Measure != want.Measure || got[i].Cells != want.Cells || math.Abs(got[i].Rho-want.Rho) > 1e-12 {
			t.Errorf("%v, want %v", got, want)
		}
	}
	r.Items.Name = "shapes"
	if got := r.AgainstPaper(); got != nil {
		t.Errorf("of another set %v", got)
	}
}

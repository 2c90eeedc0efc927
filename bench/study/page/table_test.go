package page

import (
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
)

// find is the row of a block.
func find(t *testing.T, table table, title, name string) row {
	t.Helper()
	for _, b := range table.Groups {
		for _, r := range b.Rows {
			if b.Title == title && r.Name == name {
				return r
			}
		}
	}
	t.Fatalf("no row %s of %s", name, title)
	return row{}
}

func TestTable(t *testing.T) {
	table := tableOf(sampleOf(t, "CIFAR-10"))
	var titles []string
	best := 0
	for _, b := range table.Groups {
		titles = append(titles, b.Title)
		for _, r := range b.Rows {
			for _, v := range r.Values {
				if v.Best {
					best++
				}
			}
		}
	}
	if got := strings.Join(titles, ", "); got != "Before training, Contrastive, Simple, HardContrastive, HardSimple" {
		t.Errorf("blocks %s", got)
	}
	// the third cell: kNN 0.15 + (0.01 + 0.02 + 0.03)/3, uniformity -4·0.15 - (0.1 + 0.2 + 0.3)/3
	first := find(t, table, "Contrastive", "τ = 0.07")
	for i, want := range []value{{"17.00", "1.00", "", false}, {"16.00", "1.00", "79.75", false}, {"0.800", "0.100", "3.86", false}, {"0.850", "0.000", "0.04", false}, {"0.150", "0.000", "", false}, {"61.5", "", "", false}} {
		if first.Values[i] != want {
			t.Errorf("column %s: %v, want %v", table.Heads[i].Text, first.Values[i], want)
		}
	}
	last := find(t, table, "HardSimple", "HardSimple")
	if !last.Values[0].Best || !last.Values[1].Best || best != 2 || last.Values[2].Text != "2.200" || last.Values[2].Paper != "3.85" {
		t.Errorf("of %d best the last cell has %v", best, last.Values)
	}
	if r := find(t, table, "HardContrastive", "τ = 0.3"); r.Values != nil || !strings.HasPrefix(r.Fault, "failed: gradient is NaN") {
		t.Errorf("the failed cell: %v", r)
	}
	if !table.Paper || table.Hard != "20\u00a0% of the negatives" || table.Seeds != 3 {
		t.Errorf("%v, %q, %d seeds", table.Paper, table.Hard, table.Seeds)
	}
}

// Equal numbers are equally good, and a seed that failed is told.
func TestTableOfEquals(t *testing.T) {
	r := sampleOf(t, "shapes")
	for i := range r.Rows {
		if m := r.Rows[i].Measures; m != nil && r.Rows[i].Loss == "contrastive" {
			m.KNN = 0.987651 + float64(i%2)/1e7
		}
	}
	failed := &r.Rows[len(r.Rows)-1]
	failed.Measures, failed.Error = nil, "no"
	table := tableOf(r)
	for _, name := range []string{"τ = 0.07", "τ = 0.3", "τ = 1"} {
		if v := find(t, table, "Contrastive", name).Values[0]; !v.Best || v.Text != "98.77" {
			t.Errorf("%s: %v", name, v)
		}
	}
	if got := find(t, table, "HardSimple", "HardSimple").Fault; got != "of 2 seeds alone: seed 3 failed" {
		t.Errorf("of a cell with a failed seed: %q", got)
	}
}

func TestPrinted(t *testing.T) {
	for x, want := range map[float64]string{3.6: "3.60", .04: "0.04", .0267: "0.0267", 3.917: "3.917", 2: "2.00", .178: "0.178"} {
		if got := printed(x); got != want {
			t.Errorf("%v: %s, want %s", x, got, want)
		}
	}
}

func TestLateRise(t *testing.T) {
	curve := func(points ...float64) (all []study.Point) {
		for i := 0; i < len(points); i += 2 {
			all = append(all, study.Point{Epoch: int(points[i]), KNN: points[i+1]})
		}
		return all
	}
	for _, test := range []struct {
		curve []study.Point
		want  float64
	}{
		{nil, 0},
		{curve(1, 0.5), 0},
		{curve(95, 0.25, 100, 0.5), 0},
		{curve(50, 0, 90, 0.25, 95, 1, 100, 0.75), 0.5},
		{curve(50, 0, 89, 0.25, 91, 1, 100, 0.125), -0.125},
		{curve(8, 0.25, 9, 0.5, 10, 0.75), 0.25},
	} {
		if got := lateRise(test.curve); got != test.want {
			t.Errorf("%v: %v, want %v", test.curve, got, test.want)
		}
	}
}

func TestRising(t *testing.T) {
	r := sampleOf(t, "shapes")
	for i := range r.Rows {
		if d := r.Rows[i].Detail; d != nil && r.Rows[i].Loss != "simple" {
			d.Curve = d.Curve[:0]
		}
	}
	// the sixth cell rises evenly to 0.3 in 64 epochs, and the last tenth is from 56 on
	want := "needs more than 64 epochs: kNN still rose by more than a point in the last tenth of the training of simple (3.7 points)"
	if got := rising(r); len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i := range r.Rows {
		r.Rows[i].Detail = nil
	}
	if got := rising(r); got != nil {
		t.Errorf("without curves %q", got)
	}
}

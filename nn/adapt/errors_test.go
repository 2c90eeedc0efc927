package adapt

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

// TestDataIsChecked: what is wrong with data is an error that names where.
func TestDataIsChecked(t *testing.T) {
	for _, c := range []struct {
		what   string
		change func(*Data)
		want   []string
	}{
		{"no queries", func(d *Data) { d.Queries = blas32.General{} }, []string{"queries: "}},
		{"no corpus", func(d *Data) { d.Corpus = blas32.General{} }, []string{"corpus: "}},
		{"neither", func(d *Data) { d.Queries, d.Corpus = blas32.General{}, blas32.General{} }, []string{"queries: "}},
		{"columns", func(d *Data) { d.Corpus = normal(9, 5, 1) }, []string{"queries have 6 columns", "corpus has 5"}},
		{"short of data", func(d *Data) { d.Corpus.Data = d.Corpus.Data[:7] }, []string{"corpus: "}},
		{"a query that is none", func(d *Data) { d.Judgements[3].Query = 10 }, []string{"judgement 3 ", "query 10 of 10"}},
		{"a query below 0", func(d *Data) { d.Judgements[0].Query = -1 }, []string{"judgement 0 ", "query -1"}},
		{"a document that is none", func(d *Data) { d.Judgements[1].Doc = 20 }, []string{"judgement 1 ", "document 20 of 20"}},
		{"validation", func(d *Data) { d.Validation = []Judgement{{0, 0, 1}, {0, -2, 1}} }, []string{"validation", "judgement 1 ", "document -2"}},
		{"nothing relevant", func(d *Data) { d.Judgements = []Judgement{{1, 2, 0}, {2, 2, -1}} }, []string{"no document is relevant"}},
		{"nothing judged", func(d *Data) { d.Judgements = nil }, []string{"no document is relevant"}},
		{"same", func(d *Data) { d.Same = make([]int, 9) }, []string{"10 queries", "9"}},
		{"same as none", func(d *Data) { d.Same = slices.Repeat([]int{20}, 10) }, []string{"query 0 ", "document 20 of 20"}},
		{"NaN", func(d *Data) { matrix.Row(d.Corpus, 4)[2] = float32(math.NaN()) }, []string{"corpus: ", "row 4", "NaN", "column 2"}},
		{"infinity", func(d *Data) { matrix.Row(d.Queries, 9)[0] = float32(math.Inf(1)) }, []string{"queries: ", "row 9"}},
		{"zeros", func(d *Data) { clear(matrix.Row(d.Queries, 5)) }, []string{"queries: ", "row 5", "zeros"}},
	} {
		d := drawn(10, 20, 6, 1)
		c.change(&d)
		_, err := quick(nil).Train(t.Context(), d)
		wantError(t, c.what, err, c.want...)
	}
}

// TestTrainerIsChecked: settings and losses that make no sense are named.
func TestTrainerIsChecked(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Trainer)
	}{
		{"loss", func(t *Trainer) { t.Loss = nil }},
		{"lowrank:R", func(t *Trainer) { t.Head = "lowrank" }},
		{"lowrank:R", func(t *Trainer) { t.Head = "lowrank:" }},
		{"lowrank:R", func(t *Trainer) { t.Head = "lowrank:2x" }},
		{"lowrank:R", func(t *Trainer) { t.Head = "linear:3" }},
		{`"deep"`, func(t *Trainer) { t.Head = "deep" }},
		{`""`, func(t *Trainer) { t.Head = "" }},
		{"head lowrank:0: want a rank from 1 to 6", func(t *Trainer) { t.Head = "lowrank:0" }},
		{"head lowrank:7: want a rank from 1 to 6", func(t *Trainer) { t.Head = "lowrank:7" }},
		{"head lowrank:5: want a rank from 1 to 4", func(t *Trainer) { t.Head, t.Dim = "lowrank:5", 4 }},
		{"towers", func(t *Trainer) { t.Towers = "three" }},
		{"dim 7", func(t *Trainer) { t.Dim = 7 }},
		{"dim", func(t *Trainer) { t.Dim = -1 }},
		{"prefixes", func(t *Trainer) { t.Prefixes = "4,2" }},
		{"prefixes", func(t *Trainer) { t.Prefixes = "0,2" }},
		{"prefixes", func(t *Trainer) { t.Prefixes = "2,2" }},
		{"prefixes", func(t *Trainer) { t.Prefixes = "two" }},
		{"up to 3", func(t *Trainer) { t.Prefixes, t.Dim = "4", 3 }},
		{"passes", func(t *Trainer) { t.Passes = 0 }},
		{"batch", func(t *Trainer) { t.Batch = 0 }},
		{"lr", func(t *Trainer) { t.LR = 0 }},
		{"weight decay", func(t *Trainer) { t.WeightDecay = math.NaN() }},
		{"validate", func(t *Trainer) { t.Validate = "folds" }},
		{"tau", func(t *Trainer) { t.Taus = []float64{0.1, -1} }},
		{"labels", func(t *Trainer) { t.Loss = loss.SupCon{Tau: 0.1} }},
	} {
		_, err := quick(c.change).Train(t.Context(), drawn(10, 20, 6, 1))
		wantError(t, c.want, err, c.want)
	}
}

// TestDeadHeadIsNamed: a head that takes a row's direction away is an error that says whose row.
func TestDeadHeadIsNamed(t *testing.T) {
	d := drawn(10, 20, 6, 1)
	task := newTask(t, quick(func(t *Trainer) { t.Towers = Two }).Settings, d)
	for side, want := range map[string]string{"queries": "queries by the head: row 0", "corpus": "corpus by the head: row 0"} {
		a, err := task.plain()
		if err != nil {
			t.Fatal(err)
		}
		head := a.Query
		if side == "corpus" {
			head = a.Corpus
		}
		for i := range 6 {
			head.params[0].Value[i*7] = -1 // -I beside I
		}
		_, err = task.measure(1, a, a.Query.Out(), []int{0})
		wantError(t, side, err, want)
	}
}

package adapt

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

func newClassTask(t *testing.T, s Settings, c Classes) *classes {
	t.Helper()
	task, err := newClasses(s, c)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// TestPrecisionByHand: whose nearest other row is of their class, among those that are asked of.
func TestPrecisionByHand(t *testing.T) {
	rows := matrix.Of([]float32{
		1, 0, // 0: nearest 1
		4, 1, // 1: nearest 0
		3, 4, // 2: nearest 3
		0, 2, // 3: nearest 2
		0, -1, // 4: nearest 5
		0, -3, // 5: nearest 4
	}, 6, 2)
	task := newClassTask(t, Defaults(), Classes{rows, []int{1, 1, 1, 2, 2, 3}})
	plain, err := task.plain()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		which []int
		want  []float64
	}{
		{[]int{0, 1, 2, 3, 4, 5}, []float64{1, 1, 0, 0, 0, 0}},
		{[]int{0, 2, 3}, []float64{1, 0, 0}},       // 0 is nearest to 2 now
		{[]int{3, 4, 5}, []float64{1, 0, 0}},       // 4 and 5 are equally near to 3: the first counts
		{[]int{1, 2, 4, 5}, []float64{1, 1, 0, 0}}, // 1 and 2 have each other
		{[]int{2}, []float64{0}},
	} {
		if got, err := task.measure(1, plain, plain.Query.Out(), c.which); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("rows %v: %v, %v, want %v", c.which, got, err, c.want)
		}
	}
	if nearest([]float32{9, 5, 5}, 0) != 1 || nearest([]float32{-3, -3, 9}, 2) != 0 || nearest([]float32{1}, 0) != -1 {
		t.Error("of rows equally near the first counts, but for the row itself")
	}
}

// TestClassFolds: ten classes or more are kept apart, fewer are not, nor are they with Queries.
func TestClassFolds(t *testing.T) {
	for _, c := range []struct {
		classes  int
		validate Validate
		apart    bool
	}{{9, Components, false}, {10, Components, true}, {23, Components, true}, {23, Queries, false}} {
		s := Defaults()
		s.Validate = c.validate
		data := labelled(90, c.classes, 4, 1)
		task := newClassTask(t, s, data)
		foldsOf := map[int]map[int]bool{}
		for number, fold := range task.folds() {
			for _, i := range fold {
				if foldsOf[data.Labels[i]] == nil {
					foldsOf[data.Labels[i]] = map[int]bool{}
				}
				foldsOf[data.Labels[i]][number] = true
			}
			if !slices.IsSorted(fold) || slices.Contains(task.seen(fold), c.apart) {
				t.Errorf("%+v: fold %v, seen %v", c, fold, task.seen(fold))
			}
		}
		if all := slices.Sorted(slices.Values(slices.Concat(task.folds()...))); len(task.folds()) != foldCount || len(all) != 90 || len(slices.Compact(all)) != 90 {
			t.Errorf("%+v: folds %v", c, task.folds())
		}
		for label, folds := range foldsOf {
			if (len(folds) == 1) != c.apart {
				t.Errorf("%+v: class %d is in %d folds", c, label, len(folds))
			}
		}
	}
}

// TestTrainClasses: a head learns to pass over the noise, every row is scored once, and threads
// change no bit.
func TestTrainClasses(t *testing.T) {
	c := labelled(120, 4, 8, 1)
	for _, head := range []string{"linear", "lowrank:3", "mlp"} {
		var first string
		for _, threads := range []int{1, 2, 5} {
			trainer := quick(func(t *Trainer) { t.Head, t.Threads, t.Passes, t.Prefixes = head, threads, 6, "5" })
			trainer.Loss = loss.SupCon{Tau: 0.1, SkipLonely: true} // some are alone of their class in a batch
			r, err := trainer.TrainClasses(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if r.Identity() || r.Query != r.Corpus {
				t.Errorf("%s: identity %v, one head for both %v", head, r.Identity(), r.Query == r.Corpus)
			}
			if all := slices.Sorted(slices.Values(r.Of)); len(all) != 120 || len(slices.Compact(all)) != 120 {
				t.Errorf("%s: scores of %v", head, r.Of)
			}
			if first == "" {
				first = r.hash()
			}
			if got := r.hash(); got != first {
				t.Errorf("%s at %d threads: %s, want %s", head, threads, got, first)
			}
		}
	}
}

func TestClassesAreChecked(t *testing.T) {
	good := labelled(20, 4, 3, 1)
	zeros := matrix.New(20, 3)
	copy(zeros.Data, good.Rows.Data)
	clear(matrix.Row(zeros, 11))
	for _, c := range []struct {
		what string
		data Classes
		want []string
	}{
		{"too few labels", Classes{good.Rows, good.Labels[:19]}, []string{"20 embeddings, but 19 labels"}},
		{"one class", Classes{good.Rows, make([]int, 20)}, []string{"one class"}},
		{"no rows", Classes{blas32.General{}, nil}, []string{"embeddings: "}},
		{"no direction", Classes{zeros, good.Labels}, []string{"embeddings: ", "row 11", "zeros"}},
	} {
		_, err := quick(func(t *Trainer) { t.Loss = loss.SupCon{Tau: 0.1} }).TrainClasses(t.Context(), c.data)
		wantError(t, c.what, err, c.want...)
	}
	_, err := quick(nil).TrainClasses(t.Context(), good)
	wantError(t, "a loss of pairs", err, "pairs")
}

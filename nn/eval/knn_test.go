package eval

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// table is a matrix of rows with so many columns.
func table(cols int, data ...float32) blas32.General {
	return matrix.Of(data, len(data)/cols, cols)
}

// clusters returns n rows around one centre per class, with gaps in a stride of
// two more than the columns.
func clusters(n, cols, classes int, noise float64, seed uint64) Labelled {
	centre := portable.NewRand(seed)
	centres := make([]float64, classes*cols)
	for i := range centres {
		centres[i] = centre.Normal()
	}
	rng := portable.NewRand(seed, uint64(n))
	x := blas32.General{Rows: n, Cols: cols, Stride: cols + 2, Data: make([]float32, n*(cols+2))}
	for i := range x.Data {
		x.Data[i] = float32(math.NaN()) // between the rows, where nobody may look
	}
	labels := make([]int, n)
	for i := range labels {
		labels[i] = rng.IntN(classes)
		for j := range matrix.Row(x, i) {
			matrix.Row(x, i)[j] = float32(centres[labels[i]*cols+j] + noise*rng.Normal())
		}
	}
	return Labelled{x, labels}
}

// naive is kNN in float64, straight from its definition.
func naive(train Labelled, query []float32, leaveOut, k int, tau float64) int {
	type neighbour struct {
		s     float64
		class int
	}
	cosine := func(x, y []float32) float64 {
		var xy, xx, yy float64
		for i := range x {
			xy += float64(x[i]) * float64(y[i])
			xx += float64(x[i]) * float64(x[i])
			yy += float64(y[i]) * float64(y[i])
		}
		return xy / math.Sqrt(xx*yy)
	}
	var all []neighbour
	for i, label := range train.Labels {
		if i != leaveOut {
			all = append(all, neighbour{cosine(matrix.Row(train.Rows, i), query), label})
		}
	}
	slices.SortStableFunc(all, func(a, b neighbour) int {
		if a.s > b.s {
			return -1
		}
		return 1
	})
	votes := map[int]float64{}
	for _, n := range all[:min(k, len(all))] {
		votes[n.class] += math.Exp(n.s / tau)
	}
	best := -1
	for class, v := range votes {
		if best < 0 || v > votes[best] {
			best = class
		}
	}
	return best
}

func TestKNNAgainstNaive(t *testing.T) {
	ctx := context.Background()
	train, queries := clusters(300, 7, 4, 1.5, 1), clusters(150, 7, 4, 1.5, 1)
	for _, k := range []int{1, 5, 50, 299, 300, 1000} {
		want, wantLOO := 0, 0
		for i, label := range queries.Labels {
			if naive(train, matrix.Row(queries.Rows, i), -1, k, 0.07) == label {
				want++
			}
		}
		for i, label := range train.Labels {
			if naive(train, matrix.Row(train.Rows, i), i, k, 0.07) == label {
				wantLOO++
			}
		}
		if want < 60 || want > 140 {
			t.Fatalf("k = %d: %d of 150 right: the test says nothing", k, want)
		}
		for _, threads := range []int{0, 1, 3} {
			got, err := KNN{k, 0.07}.Classify(ctx, threads, train, queries)
			if err != nil || got.Top1 != float64(want)/150 || got.K != min(k, 300) || got.Tau != 0.07 {
				t.Errorf("k = %d, %d threads: %+v, %v, want %v", k, threads, got, err, float64(want)/150)
			}
			got, err = KNN{k, 0.07}.LeaveOneOut(ctx, threads, train)
			if err != nil || got.Top1 != float64(wantLOO)/300 || got.K != min(k, 299) || got.Tau != 0.07 {
				t.Errorf("leave one out, k = %d, %d threads: %+v, %v, want %v", k, threads, got, err, float64(wantLOO)/300)
			}
		}
	}
}

// Three rows at cosine 0.8 outvote one at cosine 1 while 3 exp(0.8/τ) > exp(1/τ),
// which is τ > 0.2/log 3 = 0.182.
func TestKNNTemperature(t *testing.T) {
	train := Labelled{table(2, 1, 0, 0.8, 0.6, 0.8, 0.6, 0.8, -0.6), []int{7, 3, 3, 3}}
	for tau, want := range map[float64]float64{0.17: 1, 0.19: 0, 1e-6: 1, 1e6: 0} {
		got, err := KNN{4, tau}.Classify(context.Background(), 1, train, Labelled{table(2, 5, 0), []int{7}})
		if err != nil || got.Top1 != want || got.Tau != tau {
			t.Errorf("tau = %v: %+v, %v, want %v", tau, got, err, want)
		}
	}
}

func TestKNNTies(t *testing.T) {
	// Rows 0 to 2 are equally similar to the query: with k = 2 the first two vote,
	// one for 9 and one for 4, and the lower class wins.
	train := table(2, 1, 0, 2, 0, 3, 0, -1, 0)
	for _, c := range []struct {
		labels []int
		k      int
		want   int
	}{
		{[]int{9, 4, 4, 4}, 1, 9},
		{[]int{9, 4, 9, 9}, 2, 4},
		{[]int{4, 9, 9, 4}, 2, 4},
		{[]int{4, 9, 9, 4}, 3, 9},
	} {
		query := Labelled{table(2, 1, 0), []int{c.want}}
		got, err := KNN{c.k, 0.07}.Classify(context.Background(), 1, Labelled{train, c.labels}, query)
		if err != nil || got.Top1 != 1 {
			t.Errorf("labels %v, k = %d: class %d was not chosen (%v)", c.labels, c.k, c.want, err)
		}
	}
}

// Every row has a twin of its class and is far from all others: leaving out the
// row itself finds the twin, never the row.
func TestKNNLeaveOneOutExcludesItself(t *testing.T) {
	z := Labelled{table(2, 1, 0, -1, 0, 1, 0, -1, 0, 0, 1, 0, -1), []int{0, 1, 0, 1, 2, 3}}
	got, err := KNN{1, 0.07}.LeaveOneOut(context.Background(), 1, z)
	if err != nil || got.Top1 != 4.0/6 {
		t.Errorf("top1 = %v, %v, want 4/6", got, err)
	}
}

// Each row by all others is what some rows by all others are, of all rows.
func TestKNNLeaveOneOutOf(t *testing.T) {
	z := clusters(200, 5, 4, 2, 8)
	knn := KNN{K: 17, Tau: 0.1}
	whole, err := knn.LeaveOneOut(t.Context(), 2, z)
	must(t, whole, err)
	right := 0.0
	for _, rows := range [][]int{{199, 3}, {0}, nil} {
		if rows == nil {
			for i := range 200 {
				if i != 199 && i != 3 && i != 0 {
					rows = append(rows, i)
				}
			}
		}
		some, err := knn.LeaveOneOutOf(t.Context(), 2, z, rows)
		right += must(t, some, err).Top1 * float64(len(rows))
	}
	if math.Abs(right/200-whole.Top1) > 1e-12 || whole.Top1 < 0.3 || whole.Top1 == 1 {
		t.Errorf("%v right in three parts, %v in one", right/200, whole.Top1)
	}
}

// A class far from the others is outvoted by them all the same if it has too few rows.
func TestKNNWarns(t *testing.T) {
	rows := matrix.New(220, 2)
	z := Labelled{rows, make([]int, 220)}
	for i := range rows.Rows {
		matrix.Row(rows, i)[0] = 1
		if z.Labels[i] = 3; i >= 200 {
			z.Labels[i] = 7
			matrix.Row(rows, i)[0], matrix.Row(rows, i)[1] = 0.9, 0.435889894
		}
	}
	for k, want := range map[int]string{
		200: "class 7 has 20 rows, fewer than K = 200: rows of other classes vote on all of its own",
		21:  "class 7 has 20 rows, fewer than K = 21: rows of other classes vote on all of its own",
		20:  "", 1: "",
	} {
		got, err := KNN{K: k, Tau: 0.07}.LeaveOneOut(t.Context(), 1, z)
		if must(t, got, err).Warning() != want {
			t.Errorf("K = %d: warning %q, want %q", k, got.Warning(), want)
		}
		if (got.Top1 == 1) != (k < 200) || got.SmallestClass != 7 || got.SmallestClassRows != 20 {
			t.Errorf("K = %d: %+v", k, got)
		}
	}
	one, err := DefaultKNN().LeaveOneOut(t.Context(), 1, Labelled{ones(9, 2), make([]int, 9)})
	if must(t, one, err).Warning() != "" || one.K != 8 {
		t.Errorf("one class: %q of %+v", one.Warning(), one)
	}
}

// A default that changed would change what everyone has measured.
func TestDefaultKNN(t *testing.T) {
	if got := DefaultKNN(); got != (KNN{K: 200, Tau: 0.07}) {
		t.Errorf("%+v", got)
	}
}

func TestKNNErrors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	two, usual := []int{0, 1}, KNN{1, 0.1}
	good := Labelled{table(2, 1, 0, 0, 1), two}
	of := func(data ...float32) Labelled { return Labelled{table(2, data...), two} }
	short := of(1, 0, 0, 1)
	short.Rows.Data = short.Rows.Data[:3]
	for _, c := range []struct {
		name           string
		knn            KNN
		train, queries Labelled
		want           string
	}{
		{"no labels", usual, Labelled{Rows: good.Rows}, good, "train has 2 rows but 0 labels: they part at row 0"},
		{"few labels", usual, Labelled{good.Rows, []int{0}}, good, "train has 2 rows but 1 labels: they part at row 1"},
		{"many labels", usual, good, Labelled{good.Rows, []int{0, 1, 2}}, "queries has 2 rows but 3 labels: they part at row 2"},
		{"negative label", usual, Labelled{good.Rows, []int{0, -1}}, good, "train row 1: label -1 is negative"},
		{"negative query label", usual, good, Labelled{good.Rows, []int{-2, 0}}, "queries row 0: label -2 is negative"},
		{"NaN", usual, of(1, 0, nan, 1), good, "train row 1: NaN in column 0"},
		{"Inf", usual, good, of(1, inf, 0, 1), "queries row 0: infinity in column 1"},
		{"zero", usual, good, of(1, 1, 0, 0), "queries row 1: all zeros, which has no direction"},
		{"long", usual, of(3e38, 3e38, 1, 1), good, "train row 0: its length overflows float32"},
		{"columns", usual, good, Labelled{table(1, 1, 1), two}, "train has 2 columns, queries has 1"},
		{"no rows", usual, good, Labelled{Rows: table(2)}, "queries: 0×2, has no elements"},
		{"few numbers", usual, good, short, "queries: 3 numbers are not 2×2 with stride 2"},
		{"k", KNN{0, 0.1}, good, good, "kNN with K = 0, must be at least 1"},
		{"tau 0", KNN{1, 0}, good, good, "kNN with temperature tau = 0, must be positive and finite"},
		{"tau NaN", KNN{1, math.NaN()}, good, good, "kNN with temperature tau = NaN, must be positive and finite"},
		{"tau negative", KNN{1, -1}, good, good, "kNN with temperature tau = -1, must be positive and finite"},
	} {
		_, err := c.knn.Classify(context.Background(), 1, c.train, c.queries)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	for want, z := range map[string]Labelled{
		"leave-one-out needs two rows, z has 1":         {table(2, 1, 0), []int{0}},
		"z has 2 rows but 0 labels: they part at row 0": {Rows: good.Rows},
		"z row 0: NaN in column 1":                      of(1, nan, 0, 1),
		"z: 0×0, has no elements":                       {},
		"z: 3 numbers are not 2×2 with stride 2":        short,
	} {
		_, err := usual.LeaveOneOut(context.Background(), 1, z)
		if err == nil || err.Error() != want {
			t.Errorf("leave one out: error %v, want %q", err, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	z := clusters(20, 3, 2, 1, 1)
	if _, err := DefaultKNN().LeaveOneOut(ctx, 2, z); !errors.Is(err, context.Canceled) {
		t.Errorf("kNN: %v", err)
	}
	if _, err := DefaultProbe().Classify(ctx, 2, z, z); !errors.Is(err, context.Canceled) {
		t.Errorf("linear probe: %v", err)
	}
}

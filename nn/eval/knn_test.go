package eval

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
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
// two more than the columns, and their classes.
func clusters(n, cols, classes int, noise float64, seed uint64) (blas32.General, []int) {
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
	return x, labels
}

// naive is kNN in float64, straight from its definition.
func naive(train blas32.General, labels []int, query []float32, leaveOut, k int, tau float64) int {
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
	for i := range train.Rows {
		if i != leaveOut {
			all = append(all, neighbour{cosine(matrix.Row(train, i), query), labels[i]})
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
	train, labels := clusters(300, 7, 4, 1.5, 1)
	queries, queryLabels := clusters(150, 7, 4, 1.5, 1)
	for _, k := range []int{1, 5, 50, 300, 1000} {
		want, wantLOO := 0, 0
		for i := range queries.Rows {
			if naive(train, labels, matrix.Row(queries, i), -1, k, 0.07) == queryLabels[i] {
				want++
			}
		}
		for i := range train.Rows {
			if naive(train, labels, matrix.Row(train, i), i, k, 0.07) == labels[i] {
				wantLOO++
			}
		}
		if want < 60 || want > 140 {
			t.Fatalf("k = %d: %d of 150 right: the test says nothing", k, want)
		}
		for _, threads := range []int{0, 1, 3} {
			got, err := KNN(ctx, train, labels, queries, queryLabels, k, 0.07, threads)
			if err != nil || got != float64(want)/150 {
				t.Errorf("k = %d, %d threads: %v, %v, want %v", k, threads, got, err, float64(want)/150)
			}
			got, err = KNNLeaveOneOut(ctx, train, labels, k, 0.07, threads)
			if err != nil || got != float64(wantLOO)/300 {
				t.Errorf("leave one out, k = %d, %d threads: %v, %v, want %v", k, threads, got, err, float64(wantLOO)/300)
			}
		}
	}
}

// Three rows at cosine 0.8 outvote one at cosine 1 while 3 exp(0.8/τ) > exp(1/τ),
// which is τ > 0.2/log 3 = 0.182.
func TestKNNTemperature(t *testing.T) {
	train := table(2, 1, 0, 0.8, 0.6, 0.8, 0.6, 0.8, -0.6)
	labels := []int{7, 3, 3, 3}
	for tau, want := range map[float64]float64{0.17: 1, 0.19: 0, 1e-6: 1, 1e6: 0} {
		got, err := KNN(context.Background(), train, labels, table(2, 5, 0), []int{7}, 4, tau, 1)
		if err != nil || got != want {
			t.Errorf("tau = %v: top1 = %v, %v, want %v", tau, got, err, want)
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
		got, err := KNN(context.Background(), train, c.labels, table(2, 1, 0), []int{c.want}, c.k, 0.07, 1)
		if err != nil || got != 1 {
			t.Errorf("labels %v, k = %d: class %d was not chosen (%v)", c.labels, c.k, c.want, err)
		}
	}
}

// Every row has a twin of its class and is far from all others: leaving out the
// row itself finds the twin, never the row.
func TestKNNLeaveOneOutExcludesItself(t *testing.T) {
	z := table(2, 1, 0, -1, 0, 1, 0, -1, 0, 0, 1, 0, -1)
	got, err := KNNLeaveOneOut(context.Background(), z, []int{0, 1, 0, 1, 2, 3}, 1, 0.07, 1)
	if err != nil || got != 4.0/6 {
		t.Errorf("top1 = %v, %v, want 4/6", got, err)
	}
}

func TestKNNErrors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	good, two := table(2, 1, 0, 0, 1), []int{0, 1}
	for _, c := range []struct {
		name          string
		train         blas32.General
		labels        []int
		queries       blas32.General
		queriesLabels []int
		k             int
		tau           float64
		want          string
	}{
		{"few labels", good, []int{0}, good, two, 1, 0.1, "train has 2 rows but 1 labels: they part at row 1"},
		{"many labels", good, two, good, []int{0, 1, 2}, 1, 0.1, "queries has 2 rows but 3 labels: they part at row 2"},
		{"negative label", good, []int{0, -1}, good, two, 1, 0.1, "train row 1: label -1"},
		{"negative query label", good, two, good, []int{-2, 0}, 1, 0.1, "queries row 0: label -2"},
		{"NaN", table(2, 1, 0, nan, 1), two, good, two, 1, 0.1, "train row 1: NaN in column 0"},
		{"Inf", good, two, table(2, 1, inf, 0, 1), two, 1, 0.1, "queries row 0: infinity in column 1"},
		{"zero", good, two, table(2, 1, 1, 0, 0), two, 1, 0.1, "queries row 1: all zeros"},
		{"long", table(2, 3e38, 3e38, 1, 1), two, good, two, 1, 0.1, "train row 0: its length overflows"},
		{"columns", good, two, table(1, 1, 1), two, 1, 0.1, "train has 2 columns, queries has 1"},
		{"no rows", good, two, table(2), nil, 1, 0.1, "queries has no rows"},
		{"k", good, two, good, two, 0, 0.1, "k must be at least 1"},
		{"tau 0", good, two, good, two, 1, 0, "tau = 0"},
		{"tau NaN", good, two, good, two, 1, math.NaN(), "tau = NaN"},
		{"tau negative", good, two, good, two, 1, -1, "tau = -1"},
	} {
		_, err := KNN(context.Background(), c.train, c.labels, c.queries, c.queriesLabels, c.k, c.tau, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := KNNLeaveOneOut(context.Background(), table(2, 1, 0), []int{0}, 1, 0.1, 1); err == nil {
		t.Error("leave one out of one row: no error")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	z, labels := clusters(20, 3, 2, 1, 1)
	if _, err := KNNLeaveOneOut(ctx, z, labels, 1, 0.1, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("kNN: %v", err)
	}
	if _, err := LinearProbe(ctx, z, labels, z, labels); !errors.Is(err, context.Canceled) {
		t.Errorf("linear probe: %v", err)
	}
}

package eval

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
)

// One feature x = ±1 and two classes that agree with its sign 3 times of 4: by
// symmetry the weights are w and -w, and w is the root of
//
//	decay w + 1/4 σ(2w) - 3/4 σ(-2w) = 0,  near log(3)/2
func TestFitKnownOptimum(t *testing.T) {
	x := table(1, 1, 1, 1, 1, -1, -1, -1, -1)
	r := newRegression(1, x, []int{0, 0, 0, 1, 1, 1, 1, 0}, 2)
	params, score, err := DefaultProbe().fit(t.Context(), r)
	if must(t, params, err); !*score.Converged {
		t.Errorf("not converged: %+v", score)
	}
	w := params[0]
	sigma := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	if g := weightDecay*w + 0.25*sigma(2*w) - 0.75*sigma(-2*w); math.Abs(g) > gradientThreshold {
		t.Errorf("w = %v: the derivative there is %v", w, g)
	}
	if math.Abs(w-math.Log(3)/2) > 1e-3 || math.Abs(params[1]+w) > 1e-6 || math.Abs(params[2]-params[3]) > 1e-5 {
		t.Errorf("parameters %v, want ±%v and equal biases", params, math.Log(3)/2)
	}
}

// TestRegressionGradient has samples for three blocks and for several workers.
func TestRegressionGradient(t *testing.T) {
	for _, n := range []int{40, 2*blockRows + 17} {
		x := clusters(n, 3, 4, 1, 5)
		r := newRegression(3, scalingOf(x.Rows).apply(x.Rows), x.Labels, 4)
		params := make([]float64, 16)
		for j := range params {
			params[j] = float64(float32(math.Sin(float64(3 * j))))
		}
		grad := make([]float64, 16)
		r.gradient(t.Context(), grad, params)
		const h = 1.0 / 64
		for j, g := range grad {
			p := params[j]
			at := func(x float64) float64 { params[j] = x; return r.loss(t.Context(), params) }
			// Five points; the error is O(h⁴) and far below the bound.
			want := (8*(at(p+h)-at(p-h)) - (at(p+2*h) - at(p-2*h))) / (12 * h)
			params[j] = p
			if math.Abs(g-want) > 1e-6 {
				t.Errorf("n = %d, parameter %d: %v, differences give %v", n, j, g, want)
			}
		}
	}
}

// A probe predicts the majority of each side: 3 of 4 on the training rows, all
// of test rows that obey the rule, whatever scale and offset the feature has.
func TestLinearProbeKnownAccuracy(t *testing.T) {
	rows := table(2, 1001, 5, 1001, 5, 1001, 5, 1001, 5, 999, 5, 999, 5, 999, 5, 999, 5)
	train := Labelled{rows, []int{40, 40, 40, 2, 2, 2, 2, 40}}
	test := table(2, 1003, 5, 990, 5)
	for _, c := range []struct {
		test Labelled
		want float64
	}{{train, 0.75}, {Labelled{test, []int{40, 2}}, 1}, {Labelled{test, []int{2, 40}}, 0}, {Labelled{test, []int{3, 2}}, 0.5}} {
		got, err := DefaultProbe().Classify(t.Context(), 1, train, c.test)
		if err != nil || got.Top1 != c.want || !*got.Converged {
			t.Errorf("labels %v: %+v, %v, want %v", c.test.Labels, got, err, c.want)
		}
	}
}

// Features that say nothing leave the biases, and with them the larger class.
func TestLinearProbeBias(t *testing.T) {
	x := Labelled{table(1, 7, 7, 7, 7), []int{3, 8, 8, 8}}
	got, err := DefaultProbe().Classify(t.Context(), 1, x, x)
	if err != nil || got.Top1 != 0.75 {
		t.Errorf("%+v, %v, want 0.75", got, err)
	}
}

// The columns have mean 3 and deviation 2, mean 1e6 and none, and mean 1 and the
// deviation of a rounding. No row of two is further out than its deviation.
func TestScaling(t *testing.T) {
	up := math.Nextafter32(1, 2)
	got := scalingOf(table(3, 1, 1e6, 1, 5, 1e6, up)).apply(table(3, 5, 1e6, up, 3, 7, 3e38, 4, 1e6, 1, 3e38, 3, -3e38))
	for i, want := range []float32{1, 0, 0, 0, 0, 0, 0.5, 0, 0, 1, 0, 0} {
		if got.Data[i] != want {
			t.Errorf("element %d: %v, want %v", i, got.Data[i], want)
		}
	}
}

// Columns that are constant up to a float32 rounding say nothing, and must not cost
// accuracy.
func TestLinearProbeNearlyConstant(t *testing.T) {
	const cols, more = 20, 128
	train, queries := clusters(300, cols, 5, 2.5, 6), clusters(1000, cols, 5, 2.5, 6)
	plain, err := DefaultProbe().Classify(t.Context(), 2, train, queries)
	must(t, plain, err)
	rng := portable.NewRand(9)
	wider := func(l Labelled) Labelled {
		w := Labelled{matrix.New(l.Rows.Rows, cols+more), l.Labels}
		for i := range l.Rows.Rows {
			row := matrix.Row(w.Rows, i)
			copy(row, matrix.Row(l.Rows, i))
			for j := cols; j < len(row); j++ {
				row[j] = 0.1 + 1.3*float32(j)
				if rng.IntN(2) == 0 {
					row[j] = math.Nextafter32(row[j], 1e9)
				}
			}
		}
		return w
	}
	train, queries = wider(train), wider(queries)
	got, err := DefaultProbe().Classify(t.Context(), 2, train, queries)
	if must(t, got, err).Top1 != plain.Top1 || plain.Top1 < 0.5 || plain.Top1 > 0.98 {
		t.Errorf("top1 %v with %d columns of roundings beside %v without", got.Top1, more, plain.Top1)
	}
}

// Classes apart by hyperplanes are found exactly, with more features than rows
// too.
func TestLinearProbeSeparable(t *testing.T) {
	for _, cols := range []int{5, 60} {
		x := clusters(50, cols, 3, 0.01, 2)
		got, err := DefaultProbe().Classify(t.Context(), 1, x, x)
		if err != nil || got.Top1 != 1 || !*got.Converged {
			t.Errorf("%d columns: %+v, %v, want 1", cols, got, err)
		}
	}
}

// Noisy classes, where the fit has a long way to go along flat directions.
func TestLinearProbeConverges(t *testing.T) {
	x := clusters(200, 20, 5, 3, 3)
	r := newRegression(2, scalingOf(x.Rows).apply(x.Rows), x.Labels, 5)
	params, score, err := DefaultProbe().fit(t.Context(), r)
	must(t, params, err)
	grad := make([]float64, len(params))
	r.gradient(t.Context(), grad, params)
	if largest := floats.Norm(grad, math.Inf(1)); !(largest <= gradientThreshold) || !*score.Converged || score.Iterations < 10 {
		t.Errorf("gradient %v at the end of %+v", largest, score)
	}
	cut, err := Probe{MaxIterations: 7}.Classify(t.Context(), 2, x, x)
	if *must(t, cut, err).Converged || cut.Iterations != 7 || cut.Top1 < 0.5 {
		t.Errorf("after 7 iterations: %+v", cut)
	}
}

// No number of threads changes a bit.
func TestProbeThreads(t *testing.T) {
	for _, shape := range [][3]int{{30, 3, 2}, {700, 9, 11}, {1200, 65, 3}} {
		x := clusters(shape[0], shape[1], shape[2], 2, 4)
		var first []float64
		for _, threads := range []int{1, 2, 5} {
			r := newRegression(threads, scalingOf(x.Rows).apply(x.Rows), x.Labels, shape[2])
			params, score, err := Probe{MaxIterations: 60}.fit(t.Context(), r)
			must(t, params, err)
			params = append(params, float64(score.Iterations))
			if first == nil {
				first = params
			}
			if !slices.Equal(params, first) {
				t.Errorf("%v: other parameters with %d threads", shape, threads)
			}
		}
	}
}

// TestProbeMemory allows a probe of many classes no matrix of samples × classes.
func TestProbeMemory(t *testing.T) {
	const n, classes = 20000, 700
	r := newRegression(2, matrix.New(n, 2), make([]int, n), classes)
	held := 0
	for _, p := range r.parts {
		held += 8 * len(p.grad)
	}
	r.loss(t.Context(), make([]float64, r.size()))
	for _, w := range r.workers {
		held += 4 * (cap(w.logits.Data) + cap(w.product.Data))
	}
	if most := 4 * n * classes / 10; held > most {
		t.Errorf("%d bytes held, want at most %d", held, most)
	}
}

func TestLinearProbeErrors(t *testing.T) {
	nan := float32(math.NaN())
	two := []int{0, 1}
	good := Labelled{table(2, 1, 0, 0, 1), two}
	for _, c := range []struct {
		name        string
		train, test Labelled
		want        string
	}{
		{"labels", Labelled{good.Rows, []int{0, 1, 1}}, good, "train has 2 rows but 3 labels: they part at row 2"},
		{"negative label", good, Labelled{good.Rows, []int{0, -1}}, "queries row 1: label -1 is negative"},
		{"NaN", good, Labelled{table(2, 1, 0, 0, nan), two}, "queries row 1: NaN in column 1"},
		{"NaN to fit to", Labelled{table(2, nan, 0, 0, 1), two}, good, "train row 0: NaN in column 0"},
		{"columns", good, Labelled{table(1, 1, 1), two}, "train has 2 columns, queries has 1"},
		{"no rows", Labelled{Rows: table(2)}, good, "train: 0×2, has no elements"},
		{"one class", Labelled{good.Rows, []int{1, 1}}, good, "a linear probe needs two classes, train has one"},
	} {
		_, err := DefaultProbe().Classify(context.Background(), 1, c.train, c.test)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	_, err := Probe{}.Classify(t.Context(), 1, good, good)
	wantError(t, err, "linear probe of at most 0 iterations, must be at least 1")
}

package eval

import (
	"context"
	"math"
	"testing"
)

// One feature x = ±1 and two classes that agree with its sign 3 times of 4: by
// symmetry the weights are w and -w, and w is the root of
//
//	decay w + 1/4 σ(2w) - 3/4 σ(-2w) = 0,  near log(3)/2
func TestFitKnownOptimum(t *testing.T) {
	x := table(1, 1, 1, 1, 1, -1, -1, -1, -1)
	r := newRegression(x, []int{0, 0, 0, 1, 1, 1, 1, 0}, 2)
	params, err := r.fit(context.Background())
	if err != nil {
		t.Fatal(err)
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

func TestRegressionGradient(t *testing.T) {
	x := clusters(40, 3, 4, 1, 5)
	r := newRegression(scalingOf(x.Rows).apply(x.Rows), x.Labels, 4)
	params := make([]float64, 16)
	for j := range params {
		params[j] = math.Sin(float64(3 * j))
	}
	grad := make([]float64, 16)
	r.gradient(grad, params)
	const h = 1.0 / 64
	for j, g := range grad {
		p := params[j]
		at := func(x float64) float64 { params[j] = x; return r.loss(params) }
		// Five points; the error is O(h⁴) and far below the bound.
		want := (8*(at(p+h)-at(p-h)) - (at(p+2*h) - at(p-2*h))) / (12 * h)
		params[j] = p
		if math.Abs(g-want) > 1e-6 {
			t.Errorf("parameter %d: %v, differences give %v", j, g, want)
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
		got, err := LinearProbe(context.Background(), train, c.test)
		if err != nil || got != c.want {
			t.Errorf("labels %v: top1 = %v, %v, want %v", c.test.Labels, got, err, c.want)
		}
	}
}

// Features that say nothing leave the biases, and with them the larger class.
func TestLinearProbeBias(t *testing.T) {
	x := Labelled{table(1, 7, 7, 7, 7), []int{3, 8, 8, 8}}
	got, err := LinearProbe(context.Background(), x, x)
	if err != nil || got != 0.75 {
		t.Errorf("top1 = %v, %v, want 0.75", got, err)
	}
}

// The columns have mean 3 and deviation 2, and mean 1e6 and none.
func TestScaling(t *testing.T) {
	got := scalingOf(table(2, 1, 1e6, 5, 1e6)).apply(table(2, 5, 1e6, 9, 3))
	for i, want := range []float32{1, 0, 3, 0} {
		if got.Data[i] != want {
			t.Errorf("element %d: %v, want %v", i, got.Data[i], want)
		}
	}
}

// Classes apart by hyperplanes are found exactly, with more features than rows
// too.
func TestLinearProbeSeparable(t *testing.T) {
	for _, cols := range []int{5, 60} {
		x := clusters(50, cols, 3, 0.01, 2)
		got, err := LinearProbe(context.Background(), x, x)
		if err != nil || got != 1 {
			t.Errorf("%d columns: top1 = %v, %v, want 1", cols, got, err)
		}
	}
}

// Noisy classes, where the fit has a long way to go along flat directions.
func TestLinearProbeConverges(t *testing.T) {
	x := clusters(200, 20, 5, 3, 3)
	r := newRegression(scalingOf(x.Rows).apply(x.Rows), x.Labels, 5)
	params, err := r.fit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	grad := make([]float64, len(params))
	r.gradient(grad, params)
	for j, g := range grad {
		if math.Abs(g) > gradientThreshold {
			t.Errorf("parameter %d: gradient %v at the end", j, g)
		}
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
		{"negative label", good, Labelled{good.Rows, []int{0, -1}}, "test row 1: label -1 is negative"},
		{"NaN", good, Labelled{table(2, 1, 0, 0, nan), two}, "test row 1: NaN in column 1"},
		{"NaN to fit to", Labelled{table(2, nan, 0, 0, 1), two}, good, "train row 0: NaN in column 0"},
		{"columns", good, Labelled{table(1, 1, 1), two}, "train has 2 columns, test has 1"},
		{"no rows", Labelled{Rows: table(2)}, good, "train: 0×2, has no elements"},
		{"one class", Labelled{good.Rows, []int{1, 1}}, good, "a linear probe needs two classes, train has one"},
	} {
		_, err := LinearProbe(context.Background(), c.train, c.test)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

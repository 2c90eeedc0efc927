package eval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// unitOf is z's rows at unit length.
func unitOf(t *testing.T, z blas32.General) blas32.General {
	t.Helper()
	var u unitRows
	if err := u.take("z", z, 0, z.Rows); err != nil {
		t.Fatal(err)
	}
	return u.General
}

// naiveDescent is the protocol in float64, straight from its definition: W row by row, each
// with its bias behind it. rates are those of the epochs.
func naiveDescent(p SGDProbe, rates []float64, x [][]float64, classOf []int, classes int) [][]float64 {
	cols := len(x[0])
	w, v := make([][]float64, classes), make([][]float64, classes)
	for c := range w {
		w[c], v[c] = make([]float64, cols+1), make([]float64, cols+1)
	}
	for epoch, rate := range rates {
		order := portable.NewRand(p.Seed, probeStream, uint64(epoch)).Perm(len(x))
		for lo := 0; lo < len(order); lo += p.Batch {
			batch := order[lo:min(lo+p.Batch, len(order))]
			g := make([][]float64, classes)
			for c := range g {
				g[c] = make([]float64, cols+1)
			}
			for _, i := range batch {
				row, sum := append(slices.Clone(x[i]), 1), 0.0
				e := make([]float64, classes)
				for c := range e {
					e[c] = math.Exp(dot64(w[c], row))
					sum += e[c]
				}
				for c := range e {
					d := e[c] / sum
					if c == classOf[i] {
						d--
					}
					for j := range row {
						g[c][j] += d * row[j] / float64(len(batch))
					}
				}
			}
			for c := range w {
				for j := range w[c] {
					v[c][j] = 0.9*v[c][j] + g[c][j]
					w[c][j] -= rate * v[c][j]
				}
			}
		}
	}
	return w
}

// The weights are those of the definition, with batches that do not go into the rows, one of
// all of them, and as many as there are rows.
func TestSGDProbeDefinition(t *testing.T) {
	const cols, classes = 4, 3
	z := clusters(37, cols, classes, 1, 5)
	x := unitOf(t, z.Rows)
	rates := []float64{2, 2, 0.4, 0.08, 0.016}
	for _, batch := range []int{1, 8, 37, 38, math.MaxInt} {
		p := SGDProbe{Epochs: len(rates), Batch: batch, LR: 2, Seed: 7}
		got, err := p.fit(t.Context(), 2, x, z.Labels, classes)
		must(t, got, err)
		p.Batch = min(batch, 37)
		for c, row := range naiveDescent(p, rates, unit64(z.Rows), z.Labels, classes) {
			for j, want := range slices.Concat(matrix.Row(got.weights, c), []float32{float32(got.bias[c])}) {
				if math.Abs(row[j]-float64(want)) > 1e-4 {
					t.Errorf("batches of %d, class %d, parameter %d: %v, want %v", batch, c, j, want, row[j])
				}
			}
		}
	}
}

func TestSGDProbeRate(t *testing.T) {
	for _, c := range []struct {
		epochs, epoch int
		want          float64
	}{
		{100, 0, 30}, {100, 39, 30}, {100, 40, 6}, {100, 59, 6}, {100, 60, 1.2}, {100, 79, 1.2}, {100, 80, 0.24}, {100, 99, 0.24},
		{1, 0, 30}, {3, 1, 30}, {3, 2, 1.2}, {7, 2, 30}, {7, 3, 6}, {7, 5, 1.2}, {7, 6, 0.24},
	} {
		p := DefaultSGDProbe()
		p.Epochs = c.epochs
		if got := p.rate(c.epoch); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("epoch %d of %d: %v, want %v", c.epoch, c.epochs, got, c.want)
		}
	}
}

// Directions that say the class are found, whatever the lengths of the rows, and labels that
// train does not have are never right.
func TestSGDProbeKnownAccuracy(t *testing.T) {
	train := Labelled{table(2, 1, 0, 4e9, 1, 0, 2e-9, -1, 7), []int{40, 40, 2, 2}}
	for _, c := range []struct {
		labels []int
		want   float64
	}{{[]int{40, 2}, 1}, {[]int{2, 40}, 0}, {[]int{3, 2}, 0.5}} {
		got, err := DefaultSGDProbe().Classify(t.Context(), 1, train, Labelled{table(2, 5, 1e-3, 1, 3e8), c.labels})
		if want := (ProbeScore{Top1: c.want, Probe: "sgd", Iterations: 100}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("labels %v: %+v, %v, want %+v", c.labels, got, err, want)
		}
	}
	same := Labelled{table(1, 7, 7, 7, 7), []int{3, 8, 8, 8}}
	if got, err := DefaultSGDProbe().Classify(t.Context(), 1, same, same); err != nil || got.Top1 != 0.75 {
		t.Errorf("of rows that say nothing: %+v, %v, want the larger class", got, err)
	}
}

// Classes that overlap, of more rows than a batch and than a block: the protocol ends near
// the regression's minimum.
func TestSGDProbeBesideLBFGS(t *testing.T) {
	train, queries := clusters(1300, 8, 4, 1.5, 3), clusters(1100, 8, 4, 1.5, 3)
	minimum, err := DefaultProbe().Classify(t.Context(), 2, train, queries)
	must(t, minimum, err)
	got, err := DefaultSGDProbe().Classify(t.Context(), 2, train, queries)
	if must(t, got, err); math.Abs(got.Top1-minimum.Top1) > 0.03 || got.Top1 < 0.5 || got.Top1 > 0.95 {
		t.Errorf("top1 %v, by L-BFGS %v", got.Top1, minimum.Top1)
	}
}

// fitBits are all bits of the parameters that a probe ends with.
func fitBits(t *testing.T, p SGDProbe, threads int, x blas32.General, labels []int, classes int) string {
	t.Helper()
	l, err := p.fit(t.Context(), threads, unitOf(t, x), labels, classes)
	must(t, l, err)
	h := sha256.New()
	for _, w := range l.weights.Data {
		hashFloats(h, float64(w))
	}
	hashFloats(h, l.bias...)
	return hex.EncodeToString(h.Sum(nil))
}

// goldenSGDProbe are the hashes of parameters, by their numbers of rows, features and
// classes: the same on every instruction set and architecture, and at any number of threads.
var goldenSGDProbe = map[[3]int]string{
	{40, 3, 2}:    "4b553b2010dfe32680762d44a5fc3d020957d237b76ae2bb1b7032ead6c313be",
	{700, 65, 11}: "ca55ec17b9d50bed70e50d24a43ae885b8f6a3c24414016d250021f2cb423e9d",
	{900, 513, 3}: "bde2f2bc30576071648d2898bc3cd170b37d1a931ac4f10d0dac844c5c55adc2",
}

func TestGoldenSGDProbe(t *testing.T) {
	for shape, want := range goldenSGDProbe {
		rng := portable.NewRand(21)
		x, labels := normal(rng, shape[0], shape[1]), make([]int, shape[0])
		for i := range labels {
			labels[i] = rng.IntN(shape[2])
		}
		p := SGDProbe{Epochs: 5, Batch: 256, LR: 30, Seed: 9}
		for threads := range 4 {
			if got := fitBits(t, p, threads, x, labels, shape[2]); got != want {
				t.Errorf("%v with %d threads: hash %s, want %s", shape, threads, got, want)
			}
		}
		p.Seed++
		if fitBits(t, p, 1, x, labels, shape[2]) == want {
			t.Errorf("%v: another seed changes nothing", shape)
		}
	}
}

// At both ends of the learning rate numbers stay finite, and weights move.
func TestSGDProbeLeastAndMostRate(t *testing.T) {
	z := clusters(300, 5, 3, 2, 4)
	for _, rate := range []float64{leastRate, mostRate} {
		l, err := SGDProbe{Epochs: 9, Batch: 7, LR: rate}.fit(t.Context(), 1, unitOf(t, z.Rows), z.Labels, 3)
		must(t, l, err)
		if err := matrix.CheckFinite(l.weights); err != nil || slices.Contains(l.weights.Data, 0) {
			t.Errorf("rate %v: weights %v", rate, l.weights.Data)
		}
	}
}

// Each epoch is told once, and the context ends the work before any step.
func TestSGDProbeContext(t *testing.T) {
	z := clusters(30, 4, 3, 1, 2)
	p := SGDProbe{Epochs: 3, Batch: 20, LR: 1}
	var told []string
	ctx := WithProgress(t.Context(), func(p Progress) { told = append(told, p.String()) })
	score, err := p.Classify(ctx, 1, z, z)
	must(t, score, err)
	if want := []string{"linear probe: 1 of 3 epochs", "linear probe: 2 of 3 epochs", "linear probe: 3 of 3 epochs"}; !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
	for steps := range 6 {
		if _, err := p.Classify(endsAfter{t.Context(), &steps}, 1, z, z); err != context.Canceled {
			t.Errorf("error %v", err)
		}
	}
}

func TestSGDProbeErrors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	two := []int{0, 1}
	good, usual := Labelled{table(2, 1, 0, 0, 1), two}, DefaultSGDProbe()
	for _, c := range []struct {
		probe          SGDProbe
		train, queries Labelled
		want           string
	}{
		{usual, Labelled{table(2, 1, 0, 0, 0), two}, good, "train row 1: all zeros, which has no direction"},
		{usual, good, Labelled{table(2, 0, 0, 0, 1), two}, "queries row 0: all zeros, which has no direction"},
		{usual, good, Labelled{table(2, 1, 0, 0, nan), two}, "queries row 1: NaN in column 1"},
		{usual, Labelled{table(2, 1, inf, 0, 1), two}, good, "train row 0: infinity in column 1"},
		{usual, good, Labelled{table(1, 1, 1), two}, "train has 2 columns, queries has 1"},
		{usual, Labelled{good.Rows, []int{1, 1}}, good, "a linear probe needs two classes, train has one"},
		{usual, good, Labelled{good.Rows, []int{0, -1}}, "queries row 1: label -1 is negative"},
		{SGDProbe{Batch: 1, LR: 1}, good, good, "linear probe of 0 epochs, must be at least 1"},
		{SGDProbe{Epochs: 1, LR: 1}, good, good, "linear probe by batches of 0 rows, must be at least 1"},
		{SGDProbe{Epochs: 1, Batch: 1}, good, good, "linear probe with learning rate 0, must be from 1e-09 to 1e+09"},
		{SGDProbe{Epochs: 1, Batch: 1, LR: math.NaN()}, good, good, "linear probe with learning rate NaN, must be from 1e-09 to 1e+09"},
	} {
		if _, err := c.probe.Classify(t.Context(), 1, c.train, c.queries); err == nil || err.Error() != c.want {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}

func TestProbeOf(t *testing.T) {
	sgd := DefaultSGDProbe()
	sgd.Seed = 12
	for name, want := range map[string]LinearProbe{"lbfgs": DefaultProbe(), "sgd": sgd} {
		got, err := ProbeOf(name, 12)
		if err != nil || got != want || got.Check() != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	_, err := ProbeOf("adam", 12)
	wantError(t, err, `linear probe "adam", want lbfgs or sgd`)
}

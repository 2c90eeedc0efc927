package nn

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/race"
	"github.com/abc86604/temper/nn/data"
)

// colour is the shape of square images of three channels.
func colour(size int) data.Shape { return data.Shape{Height: size, Width: size, Channels: 3} }

func newEncoder(t testing.TB, name string, size, dim int) *Encoder {
	t.Helper()
	e, err := NewEncoder(name, colour(size), dim, 7)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// forward runs e, in training or evaluation, and returns a copy of its embeddings.
func forward(t *testing.T, e *Encoder, x Tensor, train bool) []float32 {
	t.Helper()
	if !train {
		return embed(t, e, x).Embedding.Data
	}
	z, err := e.Forward(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(z.Data)
}

func embed(t *testing.T, e *Encoder, x Tensor) Embedded {
	t.Helper()
	all, err := e.EmbedTensor(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// backward takes r back through e.
func backward(t *testing.T, e *Encoder, r Tensor) {
	t.Helper()
	if err := e.Backward(t.Context(), r.matrix()); err != nil {
		t.Fatal(err)
	}
}

// TestEncoderGradient compares the embeddings, and some components of every
// parameter's gradient, with the float64 reference of the whole encoder.
func TestEncoderGradient(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and is about numbers alone")
	}
	for _, name := range []string{"mlp", "resnet8"} {
		t.Run(name, func(t *testing.T) { checkEncoder(t, newEncoder(t, name, 5, 6)) })
	}
	t.Run("composed", func(t *testing.T) {
		e, err := New(colour(5), everyLayer(), 6, 7)
		if err != nil {
			t.Fatal(err)
		}
		checkEncoder(t, e)
	})
}

// everyLayer is a body with each kind of layer wherever it can stand.
func everyLayer() Sequence {
	return Sequence{
		Stage{Out: 5, Kernel: 1},
		Sequence{Residual{Out: 5}, Stage{Out: 4, Stride: 2}, Stage{Out: 7, Kernel: 1, Name: "narrow"}},
		Residual{Out: 9, Stride: 2}, Pool{}, Linear{Out: 11}, Linear{Out: 8}, ReLU{}, Linear{Out: 5},
	}
}

// checkEncoder takes three images through e and back.
func checkEncoder(t *testing.T, e *Encoder) {
	t.Helper()
	shake(e.State())
	x := normals(1, 3, 5, 5, 3)
	r := normals(2, 3, 1, 1, 6)
	params := valuesOf(e.State())
	in := referenceOf(x)
	run := func() reference {
		params.next = 0
		out := in
		for _, l := range e.training.body {
			out = referenceForward(l, out, params)
		}
		return referenceNormalize(referenceForward(e.training.projection, out, params))
	}
	closeTo(t, "embedding", forward(t, e, x, true), run().data, 5e-6)

	backward(t, e, r)
	for i, p := range e.State() {
		if p.Grad == nil {
			continue
		}
		var got []float32
		var want []float64
		for j := 0; j < len(p.Value); j += 1 + len(p.Value)/4 {
			got = append(got, p.Grad[j])
			want = append(want, slope(&params.list[i][j], func() float64 { return dot(r, run()) }))
		}
		closeTo(t, p.Name, got, want, 5e-5)
	}
}

func TestEmbeddingsAreUnitRows(t *testing.T) {
	e := newEncoder(t, "resnet8", 9, 5)
	z, err := e.Forward(t.Context(), normals(1, 4, 9, 9, 3))
	if err != nil {
		t.Fatal(err)
	}
	for i := range z.Rows {
		var squares float64
		for _, v := range z.Data[i*z.Stride:][:z.Cols] {
			squares += float64(v) * float64(v)
		}
		if math.Abs(squares-1) > 1e-6 {
			t.Errorf("row %d has squared length %v", i, squares)
		}
	}
}

// TestShapes counts the parameters of each architecture and the features.
func TestShapes(t *testing.T) {
	for _, c := range []struct {
		name             string
		params, features int
	}{
		{"mlp", 3072*512 + 512 + 512*256 + 256 + 256*128 + 128, 256},
		{"resnet8", 77_392, 64},
		{"resnet20", 271_824, 64},
		{"resnet18", 11_168_832, 512},
	} {
		layers, _ := architecture(c.name)
		e, err := compose(colour(32), layers, 128, &builder{zero: true})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		names := map[string]bool{}
		for _, p := range e.State() {
			size := 1
			for _, d := range p.Shape {
				size *= d
			}
			if size != len(p.Value) || names[p.Name] {
				t.Errorf("%s: parameter %s of shape %v has %d values; name in use before: %v", c.name, p.Name, p.Shape, len(p.Value), names[p.Name])
			}
			names[p.Name] = true
			if p.Grad != nil && len(p.Shape) > 1 != p.Decay {
				t.Errorf("%s: weight decay on %s of shape %v: %v", c.name, p.Name, p.Shape, p.Decay)
			}
		}
		for _, p := range e.Params() {
			n += len(p.Value)
		}
		body := n - 128*e.FeatureDim() - 128
		if c.name == "mlp" {
			body = n
		}
		if body != c.params || e.FeatureDim() != c.features {
			t.Errorf("%s: %d parameters, %d features, want %d and %d", c.name, body, e.FeatureDim(), c.params, c.features)
		}
	}
}

// TestHeNormal: the weights of a layer have variance 2/fanIn, layers and seeds
// draw from different streams, and the same seed gives the same weights.
func TestHeNormal(t *testing.T) {
	var squares float64
	w := newEncoder(t, "mlp", 32, 8).Params()[0].Value
	for _, v := range w {
		squares += float64(v) * float64(v)
	}
	if got, want := squares/float64(len(w)), 2.0/3072; math.Abs(got/want-1) > 0.01 {
		t.Errorf("variance %v, want %v", got, want)
	}
	draws := map[int64]string{}
	for seed := range uint64(2) {
		e, err := NewEncoder("resnet20", colour(8), 8, seed)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := NewEncoder("resnet20", colour(8), 8, seed)
		for i, p := range e.Params() {
			if !slices.Equal(p.Value, again.Params()[i].Value) {
				t.Errorf("seed %d gives different values of %s", seed, p.Name)
			}
			if !p.Decay {
				continue
			}
			fanIn := len(p.Value) / p.Shape[len(p.Shape)-1]
			if strings.HasPrefix(p.Name, "projection") {
				fanIn = p.Shape[1]
			}
			draw := int64(1e5 * float64(p.Value[0]) * math.Sqrt(float64(fanIn)/2))
			if other, ok := draws[draw]; ok {
				t.Errorf("%s and %s begin with the same draw", p.Name, other)
			}
			draws[draw] = p.Name
		}
	}
}

// TestThreads: activations, gradients and running statistics have the same bits
// at any number of threads. At 16×16 the batch makes three tasks.
func TestThreads(t *testing.T) {
	x, r := normals(1, 9, 16, 16, 3), normals(2, 9, 1, 1, 8)
	run := func(name string, threads int) [][]float32 {
		e := newEncoder(t, name, 16, 8)
		e.Threads = threads
		all := [][]float32{forward(t, e, x, true)}
		backward(t, e, r)
		for _, p := range e.State() {
			all = append(all, p.Value, p.Grad)
		}
		return append(all, forward(t, e, x, false))
	}
	for _, name := range []string{"mlp", "resnet8"} {
		want := run(name, 1)
		for _, threads := range []int{2, 3} {
			for i, got := range run(name, threads) {
				if !slices.Equal(got, want[i]) {
					t.Errorf("%s: array %d differs between 1 and %d threads", name, i, threads)
				}
			}
		}
	}
}

// TestRepeatedSteps: nothing is left over from one step, at another batch size
// too, that changes the next.
func TestRepeatedSteps(t *testing.T) {
	e := newEncoder(t, "resnet8", 8, 6)
	x, r := normals(1, 5, 8, 8, 3), normals(2, 5, 1, 1, 6)
	z := forward(t, e, x, true)
	backward(t, e, r)
	grads := make([][]float32, 0)
	for _, p := range e.Params() {
		grads = append(grads, slices.Clone(p.Grad))
	}
	forward(t, e, normals(3, 9, 8, 8, 3), true)
	backward(t, e, normals(4, 9, 1, 1, 6))
	if !slices.Equal(forward(t, e, x, true), z) {
		t.Error("embeddings differ the second time")
	}
	backward(t, e, r)
	for i, p := range e.Params() {
		if !slices.Equal(p.Grad, grads[i]) {
			t.Errorf("gradient of %s differs the second time", p.Name)
		}
	}
}

// TestEvaluationIgnoresTheBatch: in evaluation a row is the same to the bit
// alone and among other images.
func TestEvaluationIgnoresTheBatch(t *testing.T) {
	e := newEncoder(t, "resnet8", 8, 6)
	x := normals(1, 20, 8, 8, 3)
	forward(t, e, x, true)
	all := forward(t, e, x, false)
	for _, i := range []int{0, 13, 19} {
		one := Tensor{N: 1, H: 8, W: 8, C: 3, Data: x.images(i, i+1)}
		if !slices.Equal(forward(t, e, one, false), all[i*6:][:6]) {
			t.Errorf("image %d alone has another embedding", i)
		}
	}
}

func TestClone(t *testing.T) {
	e := newEncoder(t, "resnet8", 8, 6)
	e.Threads = 2
	x := normals(1, 6, 8, 8, 3)
	forward(t, e, x, true)
	z := forward(t, e, x, false)
	c := e.Clone()
	if c.Threads != 2 || c.Name() != e.Name() || !slices.Equal(forward(t, c, x, false), z) {
		t.Fatal("the clone differs")
	}
	for i, p := range c.State() {
		if p.Name != e.State()[i].Name {
			t.Fatalf("parameter %d is %s, was %s", i, p.Name, e.State()[i].Name)
		}
		for j := range p.Value {
			p.Value[j] = 0.5
		}
	}
	forward(t, c, x, true)
	backward(t, c, normals(2, 6, 1, 1, 6))
	if !slices.Equal(forward(t, e, x, false), z) {
		t.Error("changing the clone changes the encoder")
	}
}

// TestSteadyStateAllocations: a step at the same batch size reuses its memory.
// Of several steps the thriftiest counts, because a garbage collection empties
// the kernels' pools.
func TestSteadyStateAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates as well")
	}
	e := newEncoder(t, "resnet8", 16, 8)
	x, r := normals(1, 8, 16, 16, 3), normals(2, 8, 1, 1, 8)
	least := uint64(math.MaxUint64)
	for range 4 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		forward(t, e, x, true)
		backward(t, e, r)
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	if activation := uint64(16 * 16 * 16 * 16 * 4); least > activation {
		t.Errorf("a step allocates %d bytes, more than one activation's %d", least, activation)
	}
}

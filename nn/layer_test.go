package nn

import (
	"testing"
)

// checkLayer compares a layer's output, and every component of the gradients of
// its input and parameters, with the float64 reference and its differences.
func checkLayer(t *testing.T, l layer, x Tensor) {
	t.Helper()
	shake(l.state())
	params := valuesOf(l.state())
	in := referenceOf(x)
	run := func() reference {
		params.next = 0
		return referenceForward(l, in, params)
	}
	want := run()

	var ws workspace
	ws.begin(2, x.N)
	out := l.forward(&ws, x, true)
	if out.N != want.n || out.H != want.h || out.W != want.w || out.C != want.c {
		t.Fatalf("output %d×%d×%d×%d, want %d×%d×%d×%d", out.N, out.H, out.W, out.C, want.n, want.h, want.w, want.c)
	}
	closeTo(t, "output", out.Data, want.data, 2e-6)

	r := normals(5, out.N, out.H, out.W, out.C)
	grad := ws.takeLike(out)
	copy(grad.Data, r.Data)
	dx := l.backward(&ws, grad)

	loss := func() float64 { return dot(r, run()) }
	slopes := func(values []float64) []float64 {
		out := make([]float64, len(values))
		for i := range values {
			out[i] = slope(&values[i], loss)
		}
		return out
	}
	closeTo(t, "input gradient", dx.Data, slopes(in.data), 4e-6)
	for i, p := range l.state() {
		if p.Grad != nil {
			closeTo(t, p.Name, p.Grad, slopes(params.list[i]), 4e-6)
		}
	}
}

// inner returns a builder for a layer that is not the first of its encoder.
func inner(h, w, c int) *builder {
	return &builder{seed: 3, layers: 1, height: h, width: w, channels: c}
}

func TestLinearGradient(t *testing.T) {
	checkLayer(t, inner(2, 3, 5).linear("fc", 7), normals(1, 4, 2, 3, 5))
}

func TestReLUGradient(t *testing.T) {
	checkLayer(t, new(relu), normals(1, 3, 4, 5, 6))
}

func TestGlobalPoolGradient(t *testing.T) {
	checkLayer(t, new(globalPool), normals(1, 3, 5, 4, 6))
}

// TestStemGradient checks convolution, batch norm and ReLU at every kernel and
// stride in use, on odd and even sizes, and on images of a single pixel.
func TestStemGradient(t *testing.T) {
	for _, c := range []struct {
		name                             string
		n, h, w, in, kernel, stride, out int
	}{
		{"3x3", 2, 5, 4, 3, 3, 1, 5},
		{"3x3 stride 2", 2, 6, 7, 3, 3, 2, 4},
		{"1x1", 3, 3, 4, 4, 1, 1, 3},
		{"1x1 stride 2", 3, 5, 6, 4, 1, 2, 3},
		{"one pixel", 6, 1, 1, 3, 3, 1, 4},
		{"one column", 4, 5, 1, 2, 3, 2, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newStem(inner(c.h, c.w, c.in).conv("conv", "norm", c.kernel, c.stride, c.out))
			checkLayer(t, l, normals(1, c.n, c.h, c.w, c.in))
		})
	}
}

func TestResidualGradient(t *testing.T) {
	t.Run("identity", func(t *testing.T) {
		checkLayer(t, basicBlock(inner(5, 4, 3), "block.", 1, 3), normals(1, 2, 5, 4, 3))
	})
	t.Run("projection", func(t *testing.T) {
		checkLayer(t, basicBlock(inner(6, 5, 3), "block.", 2, 4), normals(1, 2, 6, 5, 3))
	})
}

func TestFirstLayerHasNoInputGradient(t *testing.T) {
	b := &builder{height: 4, width: 4, channels: 3}
	l := newStem(b.conv("conv", "norm", 3, 1, 5))
	var ws workspace
	x := normals(1, 2, 4, 4, 3)
	ws.begin(1, x.N)
	l.forward(&ws, x, true)
	if dx := l.backward(&ws, normals(2, 2, 4, 4, 5)); dx.Data != nil {
		t.Errorf("gradient of %d values for the images", len(dx.Data))
	}
}

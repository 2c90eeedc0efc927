package nn

import (
	"testing"
)

// checkLayer compares a layer's output, and the gradients of its input and
// parameters, with the float64 reference and its differences. Of each array it
// checks about samples components. The layer goes through two steps, of which
// the second works on memory that is no longer zero.
func checkLayer(t *testing.T, l layer, x Tensor, samples int) {
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
	r := normals(5, want.n, want.h, want.w, want.c)
	step := func() (out, dx Tensor) {
		out = l.forward(&ws, x, true)
		if out.N != want.n || out.H != want.h || out.W != want.w || out.C != want.c {
			t.Fatalf("output %d×%d×%d×%d, want %d×%d×%d×%d", out.N, out.H, out.W, out.C, want.n, want.h, want.w, want.c)
		}
		grad := ws.takeLike(out)
		copy(grad.Data, r.Data)
		return out, l.backward(&ws, grad)
	}
	_, dx := step()
	ws.give(dx)
	out, dx := step()
	closeTo(t, "output", out.Data, want.data, 2e-6)

	check := func(what string, got []float32, values []float64) {
		t.Helper()
		var sample []float32
		var slopes []float64
		for i := 0; i < len(values); i += 1 + len(values)/samples {
			sample = append(sample, got[i])
			slopes = append(slopes, slope(&values[i], func() float64 { return dot(r, run()) }))
		}
		closeTo(t, what, sample, slopes, 4e-6)
	}
	check("input gradient", dx.Data, in.data)
	for i, p := range l.state() {
		if p.Grad != nil {
			check(p.Name, p.Grad, params.list[i])
		}
	}
}

// everything is more samples than a small layer has components.
const everything = 1 << 20

// inner returns a builder for a layer that is not the first of its encoder.
func inner(h, w, c int) *builder {
	return &builder{seed: 3, layers: 1, height: h, width: w, channels: c}
}

func TestLinearGradient(t *testing.T) {
	checkLayer(t, inner(2, 3, 5).linear("fc", 7), normals(1, 4, 2, 3, 5), everything)
}

func TestReLUGradient(t *testing.T) {
	checkLayer(t, new(relu), normals(1, 3, 4, 5, 6), everything)
}

func TestGlobalPoolGradient(t *testing.T) {
	checkLayer(t, new(globalPool), normals(1, 3, 5, 4, 6), everything)
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
			checkLayer(t, l, normals(1, c.n, c.h, c.w, c.in), everything)
		})
	}
}

func TestResidualGradient(t *testing.T) {
	t.Run("identity", func(t *testing.T) {
		checkLayer(t, basicBlock(inner(5, 4, 3), "block.", 1, 3), normals(1, 2, 5, 4, 3), everything)
	})
	t.Run("projection", func(t *testing.T) {
		checkLayer(t, basicBlock(inner(6, 5, 3), "block.", 2, 4), normals(1, 2, 6, 5, 3), everything)
	})
}

// TestGradientsAcrossTasks takes images large enough for several tasks, and for
// several chunks in each.
func TestGradientsAcrossTasks(t *testing.T) {
	x := normals(1, 5, 24, 24, 3)
	if g := gridOf(x); g.tasks() < 3 || g.per*24*24 < 3*chunkPixels {
		t.Fatalf("only %d tasks of %d images", g.tasks(), g.per)
	}
	t.Run("identity", func(t *testing.T) {
		checkLayer(t, basicBlock(inner(24, 24, 3), "block.", 1, 3), x, 8)
	})
	t.Run("projection", func(t *testing.T) {
		checkLayer(t, basicBlock(inner(48, 48, 2), "block.", 2, 3), normals(1, 5, 48, 48, 2), 8)
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

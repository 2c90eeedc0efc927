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
	ws.begin(t.Context(), 2, x.N)
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
	return &builder{seed: 3, drawn: 1, height: h, width: w, channels: c}
}

func TestLinearGradient(t *testing.T) {
	checkLayer(t, inner(2, 3, 5).linear("fc", 7), normals(1, 4, 2, 3, 5), everything)
}

func TestReLUGradient(t *testing.T) {
	checkLayer(t, new(relu), normals(1, 3, 4, 5, 6), everything)
}

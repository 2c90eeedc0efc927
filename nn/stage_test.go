package nn

import (
	"testing"

	"github.com/abc86604/temper/kernels/conv"
)

// eachValue calls f for the place of each value in maps and in a Tensor.
func eachValue(m conv.Maps, f func(at, i int)) {
	i := 0
	for image := range m.Images {
		for row := range m.Height {
			for col := range m.Width {
				for c := range m.Channels {
					f(m.At(image, c/m.Side, row, col)+c%m.Side, i)
					i++
				}
			}
		}
	}
}

func dense(m conv.Maps) Tensor {
	t := NewTensor(m.Images, m.Height, m.Width, m.Channels)
	eachValue(m, func(at, i int) { t.Data[i] = m.Data[at] })
	return t
}

// forwardOf takes images through blocks and returns the last activation, made.
func forwardOf(ws *workspace, t *trunk, x Tensor, train bool) *activation {
	t.pack(ws, train)
	t.run(ws, x, train)
	t.top.begin(true)
	ws.computeAll(t.top, t.top.x)
	return t.top
}

// passOf takes images through blocks and r back, and returns the output.
func passOf(ws *workspace, t *trunk, x, r Tensor) (out Tensor) {
	top := forwardOf(ws, t, x, true)
	ws.needGradient(top)
	eachValue(top.grad, func(at, i int) { top.grad.Data[at] = r.Data[i] })
	for i := range r.N {
		top.rectify(top.x.Slice(i, i+1), i, 0, top.x.Blocks())
	}
	out = dense(top.x)
	t.back(ws)
	return out
}

// checkBlocks compares the output of blocks and the gradients of their parameters with
// the float64 reference and its differences, of each array about samples components. The
// gradient of what a block reads is in those of the block before.
func checkBlocks(t *testing.T, x Tensor, samples int, blocks ...block) {
	t.Helper()
	body := &trunk{blocks: blocks}
	shake(body.state())
	params := valuesOf(body.state())
	run := func() reference {
		params.next = 0
		out := referenceOf(x)
		for _, b := range blocks {
			out = referenceBlock(b, out, params)
		}
		return out
	}
	want := run()
	r := normals(5, want.n, want.h, want.w, want.c)
	var ws workspace
	ws.begin(t.Context(), 2, x.N)
	passOf(&ws, body, x, r)
	out := passOf(&ws, body, x, r) // the second step works on memory that is no longer zero
	closeTo(t, "output", out.Data, want.data, 2e-6)
	for i, p := range body.state() {
		if p.Grad == nil {
			continue
		}
		var sample []float32
		var slopes []float64
		values := params.list[i]
		for i := 0; i < len(values); i += 1 + len(values)/samples {
			sample = append(sample, p.Grad[i])
			slopes = append(slopes, slope(&values[i], func() float64 { return dot(r, run()) }))
		}
		closeTo(t, p.Name, sample, slopes, 4e-6)
	}
}

// TestStageGradient checks convolution, batch norm and ReLU at every kernel and stride,
// on odd and even sizes, on images of a single pixel, and with channels that fill one
// block, less or more.
func TestStageGradient(t *testing.T) {
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
		{"blocks", 2, 4, 3, 17, 3, 1, 35},
		{"blocks stride 2", 2, 4, 3, 17, 3, 2, 35},
		{"wide", 2, 3, 2, 70, 3, 2, 65},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := first(c.h, c.w, c.in)
			checkBlocks(t, normals(1, c.n, c.h, c.w, c.in), 100, newSingle(b.stage("conv", "norm", c.kernel, c.stride, c.out)))
		})
		t.Run(c.name+" inside", func(t *testing.T) {
			b := first(c.h, c.w, 2)
			before := newSingle(b.stage("before", "before", 3, 1, c.in))
			checkBlocks(t, normals(1, c.n, c.h, c.w, 2), 30, before, newSingle(b.stage("conv", "norm", c.kernel, c.stride, c.out)))
		})
	}
}

func TestResidualGradient(t *testing.T) {
	for _, c := range []struct {
		name                     string
		n, h, w, in, stride, out int
		samples                  int // of each parameter
	}{
		{"identity", 2, 5, 4, 3, 1, 3, 40},
		{"projection", 2, 6, 5, 3, 2, 4, 40},
		{"wide", 3, 3, 2, 65, 1, 65, 4},
		{"wide projection", 3, 3, 2, 40, 2, 130, 4},
		{"ranges", 130, 2, 3, 3, 1, 3, 8},
		{"ranges projection", 130, 3, 5, 2, 2, 3, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := first(c.h, c.w, 2)
			before := newSingle(b.stage("before", "before", 3, 1, c.in))
			checkBlocks(t, normals(1, c.n, c.h, c.w, 2), c.samples, before, basicBlock(b, "block", c.stride, c.out), basicBlock(b, "next", 1, c.out))
		})
	}
}

// first returns a builder for the first layer of an encoder.
func first(h, w, c int) *builder { return &builder{seed: 3, height: h, width: w, channels: c} }

// basicBlock returns a residual block.
func basicBlock(b *builder, name string, stride, out int) block {
	Residual{Out: out, Stride: stride}.build(b, name)
	return b.trunk.blocks[len(b.trunk.blocks)-1]
}

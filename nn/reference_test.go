package nn

import (
	"fmt"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// A reference is a batch in float64, NHWC.
type reference struct {
	n, h, w, c int
	data       []float64
}

func newReference(n, h, w, c int) reference {
	return reference{n, h, w, c, make([]float64, n*h*w*c)}
}

func referenceOf(t Tensor) reference {
	return reference{t.N, t.H, t.W, t.C, widen(t.Data)}
}

func widen(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// values gives the reference passes their parameters, in the order of state.
type values struct {
	list [][]float64
	next int
}

func valuesOf(params []*Param) *values {
	v := new(values)
	for _, p := range params {
		v.list = append(v.list, widen(p.Value))
	}
	return v
}

func (v *values) take() []float64 {
	v.next++
	return v.list[v.next-1]
}

// referenceForward runs a layer in float64 by the definitions, in training.
func referenceForward(l layer, x reference, v *values) reference {
	switch l := l.(type) {
	case *linear:
		return referenceLinear(x, v.take(), v.take())
	case *relu:
		return referenceReLU(x)
	case *trunk:
		for _, b := range l.blocks {
			x = referenceBlock(b, x, v)
		}
		return referencePool(x)
	}
	panic(fmt.Sprintf("no reference for %T", l))
}

func referenceBlock(b block, x reference, v *values) reference {
	switch b := b.(type) {
	case *single:
		return referenceReLU(referenceStage(b.main, x, v))
	case *residual:
		h := referenceReLU(referenceStage(b.conv1, x, v))
		z := referenceStage(b.conv2, h, v)
		side := x
		if b.shortcut != nil {
			side = referenceStage(b.shortcut, x, v)
		}
		for i := range z.data {
			z.data[i] += side.data[i]
		}
		return referenceReLU(z)
	}
	panic(fmt.Sprintf("no reference for %T", b))
}

func referenceLinear(x reference, weight, bias []float64) reference {
	in := x.h * x.w * x.c
	out := newReference(x.n, 1, 1, len(bias))
	for n := range x.n {
		for o, sum := range bias {
			for i := range in {
				sum += x.data[n*in+i] * weight[o*in+i]
			}
			out.data[n*out.c+o] = sum
		}
	}
	return out
}

func referenceReLU(x reference) reference {
	out := newReference(x.n, x.h, x.w, x.c)
	for i, v := range x.data {
		out.data[i] = max(v, 0)
	}
	return out
}

func referencePool(x reference) reference {
	out := newReference(x.n, 1, 1, x.c)
	for i, v := range x.data {
		out.data[i/(x.h*x.w*x.c)*x.c+i%x.c] += v / float64(x.h*x.w)
	}
	return out
}

// referenceStage is a convolution and its normalisation by the batch.
func referenceStage(s *stage, x reference, v *values) reference {
	weight, gamma, beta := v.take(), v.take(), v.take()
	v.next += 2 // the running statistics
	y := referenceConvolution(s.plan.Kernel, s.plan.Stride, x, weight, len(gamma))
	pixels := y.n * y.h * y.w
	for channel := range y.c {
		var mean, variance float64
		for p := range pixels {
			mean += y.data[p*y.c+channel] / float64(pixels)
		}
		for p := range pixels {
			d := y.data[p*y.c+channel] - mean
			variance += d * d / float64(pixels)
		}
		for p := range pixels {
			at := p*y.c + channel
			y.data[at] = gamma[channel]*(y.data[at]-mean)/math.Sqrt(variance+1e-5) + beta[channel]
		}
	}
	return y
}

func referenceConvolution(kernel, stride int, x reference, weight []float64, out int) reference {
	pad := kernel / 2
	y := newReference(x.n, (x.h+stride-1)/stride, (x.w+stride-1)/stride, out)
	for at := range y.data {
		o, ox, oy, n := at%out, at/out%y.w, at/out/y.w%y.h, at/out/y.w/y.h
		for kh := range kernel {
			for kw := range kernel {
				iy, ix := oy*stride+kh-pad, ox*stride+kw-pad
				if iy < 0 || iy >= x.h || ix < 0 || ix >= x.w {
					continue
				}
				w := weight[(kh*kernel+kw)*x.c*out+o:]
				for i, v := range x.data[((n*x.h+iy)*x.w+ix)*x.c:][:x.c] {
					y.data[at] += v * w[i*out]
				}
			}
		}
	}
	return y
}

func referenceNormalize(x reference) reference {
	out := newReference(x.n, x.h, x.w, x.c)
	row := x.h * x.w * x.c
	for n := range x.n {
		var squares float64
		for _, v := range x.data[n*row:][:row] {
			squares += v * v
		}
		for i, v := range x.data[n*row:][:row] {
			out.data[n*row+i] = v / math.Sqrt(squares)
		}
	}
	return out
}

// slope is the central difference of f along *v. In float64 its error is near
// 1e-9, far below that of the float32 gradients it checks, while the step is
// too short to carry an activation over ReLU's kink but by rare chance.
func slope(v *float64, f func() float64) float64 {
	const h = 1e-6
	saved := *v
	*v = saved + h
	up := f()
	*v = saved - h
	down := f()
	*v = saved
	return (up - down) / (2 * h)
}

// normals returns a tensor of standard normal values.
func normals(seed uint64, n, h, w, c int) Tensor {
	t := NewTensor(n, h, w, c)
	r := portable.NewRand(seed)
	for i := range t.Data {
		t.Data[i] = float32(r.Normal())
	}
	return t
}

// shake moves all parameters off their first values, so that no gradient is
// checked at γ = 1, β = 0.
func shake(params []*Param) {
	r := portable.NewRand(99)
	for _, p := range params {
		if p.Grad == nil {
			continue
		}
		for i := range p.Value {
			p.Value[i] += float32(0.2 * r.Normal())
		}
	}
}

// closeTo fails unless got equals want to tolerance times the largest of want.
func closeTo(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	var scale, worst float64
	at := 0
	for i, w := range want {
		scale = max(scale, math.Abs(w))
		if d := math.Abs(float64(got[i]) - w); !(d <= worst) {
			worst, at = d, i
		}
	}
	if !(worst <= tolerance*scale) {
		t.Errorf("%s[%d] = %v, want %v: off by %.1e of the largest, %v", what, at, got[at], want[at], worst/scale, scale)
	}
}

// dot is the scalar whose gradient the tests take: Σ r·out.
func dot(r Tensor, out reference) float64 {
	var sum float64
	for i, v := range out.data {
		sum += float64(r.Data[i]) * v
	}
	return sum
}

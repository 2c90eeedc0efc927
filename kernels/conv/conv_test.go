package conv

import (
	"fmt"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
)

// pass is what a convolution makes of some images, and of gradients of its output.
type pass struct{ y, dx, dw []float32 }

// inputs are a convolution's operands, dense: [image][row][column][channel] and
// [kernel row][kernel column][in][out].
type inputs struct{ x, dy, dx, w []float32 }

func newInputs(s Shape, images int, seed uint64) inputs {
	r := portable.NewRand(seed)
	fill := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(r.Float64()*2 - 1)
		}
		return v
	}
	out := images * s.OutHeight() * s.OutWidth() * s.Out
	in := images * s.Height * s.Width * s.In
	return inputs{fill(in), fill(out), fill(in), fill(s.Kernel * s.Kernel * s.In * s.Out)}
}

// load writes dense values into new maps; what is arbitrary there is NaN.
func load(m Maps, dense []float32) Maps {
	m.Data = make([]float32, m.Size())
	if m.Border == 0 {
		for i := range m.Data {
			m.Data[i] = float32(math.NaN())
		}
	}
	for image := range m.Images {
		for block := range m.Blocks() {
			for row := range m.Height {
				for col := range m.Width {
					clear(m.Data[m.At(image, block, row, col):][:m.Side])
				}
			}
		}
	}
	m.each(func(at, i int) { m.Data[at] = dense[i] })
	return m
}

func unload(m Maps) []float32 {
	dense := make([]float32, m.Images*m.Height*m.Width*m.Channels)
	m.each(func(at, i int) { dense[i] = m.Data[at] })
	return dense
}

// each calls f with the places of each value in the maps and in a dense array.
func (m Maps) each(f func(at, i int)) {
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

// run makes a pass with the weight gradient by groups of so many images and, of
// channels, in as many parts as there are blocks.
func run(t *impl.Table, s Shape, images, group int, in inputs, add bool) pass {
	p := newPlan(t, s)
	p.Reserve(true)
	for i := range p.PackTasks() {
		p.Pack(i, in.w)
	}
	for i := range p.TurnTasks() {
		p.Turn(i, in.w)
	}
	var scratch Scratch
	x, y, dy := load(p.Input(images), in.x), load(p.Output(images), in.dy), load(p.Gradient(images), in.dy)
	whole := p.Whole()
	p.Forward(&scratch, x, y, whole.K0, whole.K1)
	result := pass{y: unload(y), dw: make([]float32, len(in.w))}
	if !s.Pixels {
		dx := x
		dx.Border = 0
		dx = load(dx, in.dx)
		for c := whole.C0; c < whole.C1; c += Columns {
			p.InputGradient(&scratch, dy, dx, add, c, min(c+Columns, whole.C1))
		}
		result.dx = unload(dx)
	}
	dw := make([]float32, p.GradientSize())
	for k := whole.K0; k < whole.K1; k += Block {
		part := Part{whole.C0, whole.C1, k, k + Block}
		for first := 0; first < images; first += group {
			last := min(first+group, images)
			p.WeightGradient(&scratch, x.Slice(first, last), dy.Slice(first, last), part, dw, first == 0, last == images)
		}
	}
	for r := range len(dw) / whole.K1 {
		if row := p.WeightRow(r); row >= 0 {
			copy(result.dw[row*s.Out:][:s.Out], dw[r*whole.K1:])
		}
	}
	return result
}

// exact is the same in float64, by the definition.
func exact(s Shape, images int, in inputs, add bool) (y, dx, dw []float64) {
	h, w, pad := s.OutHeight(), s.OutWidth(), s.Kernel/2
	y, dx, dw = make([]float64, len(in.dy)), make([]float64, len(in.x)), make([]float64, len(in.w))
	if add {
		for i, v := range in.dx {
			dx[i] = float64(v)
		}
	}
	for n := range images {
		for o := range h * w {
			for tap := range s.Kernel * s.Kernel {
				row, col := o/w*s.Stride+tap/s.Kernel-pad, o%w*s.Stride+tap%s.Kernel-pad
				if row < 0 || row >= s.Height || col < 0 || col >= s.Width {
					continue
				}
				for c := range s.In {
					xi := ((n*s.Height+row)*s.Width+col)*s.In + c
					for k := range s.Out {
						yi, wi := (n*h*w+o)*s.Out+k, (tap*s.In+c)*s.Out+k
						y[yi] += float64(in.x[xi]) * float64(in.w[wi])
						dx[xi] += float64(in.dy[yi]) * float64(in.w[wi])
						dw[wi] += float64(in.x[xi]) * float64(in.dy[yi])
					}
				}
			}
		}
	}
	return y, dx, dw
}

// farthest is the greatest distance relative to the greatest value.
func farthest(got []float32, want []float64) float64 {
	most, size := 0.0, 0.0
	for i, w := range want {
		if d := math.Abs(float64(got[i]) - w); !(d <= most) {
			most = d
		}
		size = max(size, math.Abs(w))
	}
	return most / max(size, 1e-30)
}

func (s Shape) String() string {
	return fmt.Sprintf("%d×%d/%d %d→%d on %d×%d pixels=%t", s.Kernel, s.Kernel, s.Stride, s.In, s.Out, s.Height, s.Width, s.Pixels)
}

// eachShape goes through sizes, channels, kernels and strides. Emulators and the race
// detector see few.
func eachShape(f func(s Shape)) {
	sizes := 9
	if testing.Short() || race.Enabled {
		sizes = 3
	}
	channels := []int{1, 3, 16, 32, 48, 64}
	for i := range sizes * sizes {
		h, w := i/sizes+1, i%sizes+1
		for j := range 12 {
			in, out := channels[(i+j)%6], channels[(i/6+j*5/2+i%5)%6]
			for _, pixels := range []bool{false, true} {
				f(Shape{Kernel: 1 + 2*(j%2), Stride: 1 + j/2%2, In: in, Out: out, Height: h, Width: w, Pixels: pixels && in < Block})
			}
		}
	}
}

func TestConvolutionIsExact(t *testing.T) {
	eachShape(func(s Shape) {
		for images := 1; images <= 3; images += 2 {
			add := images == 3
			in := newInputs(s, images, 7)
			got := run(impl.Active, s, images, images, in, add)
			y, dx, dw := exact(s, images, in, add)
			check := func(what string, got []float32, want []float64) {
				if d := farthest(got, want); !(d < 3e-6) {
					t.Fatalf("%v, %d images: %s is %.2g off", s, images, what, d)
				}
			}
			check("y", got.y, y)
			check("dw", got.dw, dw)
			if !s.Pixels {
				check("dx", got.dx, dx)
			}
		}
	})
}

func TestBackendsAgree(t *testing.T) {
	eachShape(func(s Shape) {
		in := newInputs(s, 3, 8)
		group := 1 + (s.Height+s.Width)%3
		want := run(impl.Generic, s, 3, group, in, true)
		kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
			got := run(b, s, 3, group, in, true)
			for what, v := range map[string][2][]float32{"y": {got.y, want.y}, "dx": {got.dx, want.dx}, "dw": {got.dw, want.dw}} {
				for i := range v[1] {
					if math.Float32bits(v[0][i]) != math.Float32bits(v[1][i]) {
						t.Fatalf("%v: %s[%d] = %v, generic has %v", s, what, i, v[0][i], v[1][i])
					}
				}
			}
		})
	})
}

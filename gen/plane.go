package main

import "github.com/abc86604/temper/gen/vector"

// channelBlock is the number of channels that lie next to each other at each place of an image: a pixel. AVX-512 has it in
// one vector, AVX2 in two, NEON in four.
const channelBlock = 16

// pixelVectors returns how many vectors a pixel has.
func pixelVectors(b *vector.Builder) int { return channelBlock / b.Lanes() }

// loadPixel reads the pixel that an argument points at.
func loadPixel(b *vector.Builder, arg string) []vector.Vec {
	v, p := b.Vecs(pixelVectors(b)), b.Pointer(arg)
	for i := range v {
		b.Load(v[i], p.At(i*b.Lanes()))
	}
	return v
}

// planes are planes of one shape, each an argument: rows × cols pixels, those of a row next to each other, the rows as many
// elements apart as the argument's pitch says.
type planes struct {
	*vector.Builder
	turn int          // pixels in a turn of the inner loop, a power of two
	at   []vector.Ptr // the pixels of this turn, of each plane
	skip []vector.Int // bytes from behind the last whole turn of a row to the next row
}

func planesOf(b *vector.Builder, turn int, args []string) planes {
	p := planes{Builder: b, turn: turn}
	turns := b.Int("cols")
	b.AndConst(turns, -turn)
	b.ShiftInt(turns, 6) // 64 bytes a pixel
	for _, arg := range args {
		skip := elements(b, arg+"Pitch")
		b.SubInt(skip, turns)
		p.at, p.skip = append(p.at, b.Pointer(arg)), append(p.skip, skip)
	}
	return p
}

// each runs pixel at every pixel, rows ascending, then columns: at pixel i from where p.at points, i < turn. Column q has
// i = q mod turn, also in what is left of a row behind the last whole turn.
func (p planes) each(pixel func(i int)) {
	p.Loop(p.Int("rows"), 1, func() {
		cols := p.Int("cols")
		p.Loop(cols, p.turn, func() {
			for i := range p.turn {
				pixel(i)
			}
			for _, at := range p.at {
				p.Advance(at, p.turn*channelBlock)
			}
		})
		done := p.NewLabel("row")
		for i := range p.turn - 1 {
			p.JumpIf(cols, vector.Less, i+1, done)
			pixel(i)
		}
		p.Place(done)
		for k, at := range p.at {
			p.AdvanceBytes(at, p.skip[k])
		}
	})
}

// vectors returns where in each plane the i-th pixel has the lanes from the given one on.
func (p planes) vectors(i, lane int) []vector.Mem {
	m := make([]vector.Mem, len(p.at))
	for k, at := range p.at {
		m[k] = at.At(i*channelBlock + lane)
	}
	return m
}

// pointwise writes the first plane: vector v of each of its pixels is what value makes of the same vector of the others.
func pointwise(b *vector.Builder, args []string, value func(v int, in []vector.Mem) vector.Vec) {
	p := planesOf(b, max(2, 4/pixelVectors(b)), args)
	p.each(func(i int) {
		for v := range pixelVectors(b) {
			m := p.vectors(i, v*b.Lanes())
			b.Store(m[0], value(v, m[1:]))
		}
	})
}

var produce = vector.Kernel{
	Name: "Produce",
	File: "plane",
	Doc: "Produce is produceGeneric: dst = relu(fma(y, scale_l, shift_l)) in lane l of each pixel, relu(v) being v if v > 0, else " +
		"+0. dst may be an operand of the same pitch.\n\n" +
		"Planes, here and in the kernels that follow, have rows × cols pixels of 16 elements, in rows that are their pitch apart: " +
		"at most 4096 pixels, since assembly cannot be preempted.",
	Signature: "func(dst *float32, dstPitch int, y *float32, yPitch, rows, cols int, scale, shift *float32)",
	Body: func(b *vector.Builder) {
		scale, shift, zero := loadPixel(b, "scale"), loadPixel(b, "shift"), b.Zeros(1)[0]
		pointwise(b, []string{"dst", "y"}, func(v int, in []vector.Mem) vector.Vec {
			x := b.Horner(b.Loaded(in[0]), scale[v], shift[v])
			b.Max(x, x, zero)
			return x
		})
	},
}

var produceAdd = vector.Kernel{
	Name:      "ProduceAdd",
	File:      "plane",
	Doc:       "ProduceAdd is produceAddGeneric: dst = relu(fma(y, scale_l, x + shift_l)). dst may be an operand of the same pitch.",
	Signature: "func(dst *float32, dstPitch int, y *float32, yPitch int, x *float32, xPitch, rows, cols int, scale, shift *float32)",
	Body: func(b *vector.Builder) {
		scale, shift, zero := loadPixel(b, "scale"), loadPixel(b, "shift"), b.Zeros(1)[0]
		pointwise(b, []string{"dst", "y", "x"}, func(v int, in []vector.Mem) vector.Vec {
			sum := b.Vec()
			b.Add(sum, shift[v], in[1])
			b.MulAdd(sum, scale[v], in[0])
			b.Max(sum, sum, zero)
			return sum
		})
	},
}

var produceTwo = vector.Kernel{
	Name: "ProduceTwo",
	File: "plane",
	Doc: "ProduceTwo is produceTwoGeneric: dst = relu(fma(y, scale_l, fma(z, scaleZ_l, shift_l))). " +
		"dst may be an operand of the same pitch.",
	Signature: "func(dst *float32, dstPitch int, y *float32, yPitch int, z *float32, zPitch, rows, cols int, " +
		"scale, scaleZ, shift *float32)",
	Body: func(b *vector.Builder) {
		zero := b.Zeros(1)[0]
		affineOfTwo(b, []string{"dst", "y", "z"}, []string{"scale", "scaleZ", "shift"}, func(v vector.Vec) { b.Max(v, v, zero) })
	},
}

var differentiate = vector.Kernel{
	Name:      "Differentiate",
	File:      "plane",
	Doc:       "Differentiate is differentiateGeneric: dst = fma(grad, a_l, fma(y, b_l, c_l)). dst may be an operand of the same pitch.",
	Signature: "func(dst *float32, dstPitch int, grad *float32, gradPitch int, y *float32, yPitch, rows, cols int, a, b, c *float32)",
	Body: func(b *vector.Builder) {
		affineOfTwo(b, []string{"dst", "grad", "y"}, []string{"a", "b", "c"}, func(vector.Vec) {})
	},
}

// affineOfTwo sets the first plane to then(fma(x, f, fma(y, g, h))): x and y are the other two planes, f, g and h pixels.
func affineOfTwo(b *vector.Builder, args, pixels []string, then func(v vector.Vec)) {
	f, g, h := loadPixel(b, pixels[0]), loadPixel(b, pixels[1]), loadPixel(b, pixels[2])
	pointwise(b, args, func(v int, in []vector.Mem) vector.Vec {
		sum := b.Horner(b.Loaded(in[1]), g[v], h[v])
		b.MulAdd(sum, f[v], in[0])
		then(sum)
		return sum
	})
}

package main

import "github.com/abc86604/temper/gen/vector"

var winogradWeights = vector.Kernel{
	Name: "WinogradWeights",
	File: "winograd",
	Doc: "WinogradWeights is winogradWeightsGeneric: G g G' for each of n weights, a multiple of 16, of which tap 3a + b is stored " +
		"wTap elements past the tap before, and position e of the result at u + e·uPlane.\n\n" +
		"\ts = ½ (g_0b + g_2b), m = ½ g_1b; h_0b = g_0b, h_1b = s + m, h_2b = s - m, h_3b = g_2b\n\n" +
		"then the same along each row of h.",
	Signature: "func(u *float32, uPlane int, w *float32, wTap, n int)",
	Body: func(b *vector.Builder) {
		half := b.Const(0.5)
		eachWeight(b, "w", "wTap", "u", "uPlane", func(taps, positions walk) {
			var g [3][3]vector.Vec
			for a := range g {
				g[a] = [3]vector.Vec{taps.load(), taps.load(), taps.load()}
			}
			var h [4][3]vector.Vec
			for c := range 3 {
				column := weightTerms(b, half, [3]vector.Vec{g[0][c], g[1][c], g[2][c]})
				for i := range column {
					h[i][c] = column[i]
				}
			}
			for _, row := range h {
				for _, u := range weightTerms(b, half, row) {
					positions.store(u)
				}
			}
		})
	},
}

// weightTerms returns G g. It uses up g[1].
func weightTerms(b *vector.Builder, half vector.Operand, g [3]vector.Vec) [4]vector.Vec {
	s, sum, difference := b.Vec(), b.Vec(), g[1]
	b.Add(s, g[0], g[2])
	b.Mul(s, s, half)
	b.Mul(g[1], g[1], half)
	b.Add(sum, s, g[1])
	b.Sub(difference, s, g[1])
	return [4]vector.Vec{g[0], sum, difference, g[2]}
}

var winogradWeightGradient = vector.Kernel{
	Name: "WinogradWeightGradient",
	File: "winograd",
	Doc: "WinogradWeightGradient is winogradWeightGradientGeneric: G' u G, from positions to taps that are laid out as those of " +
		"WinogradWeights.\n\n" +
		"\ts = ½ (u_1j + u_2j); p_0j = u_0j + s, p_1j = ½ (u_1j - u_2j), p_2j = u_3j + s\n\n" +
		"then the same along each row of p.",
	Signature: "func(dw *float32, wTap int, u *float32, uPlane, n int)",
	Body: func(b *vector.Builder) {
		half := b.Const(0.5)
		eachWeight(b, "u", "uPlane", "dw", "wTap", func(positions, taps walk) {
			for _, p := range weightGradientRows(b, half, positions) {
				s := halfSumDifference(b, half, p[1], p[2])
				b.Add(p[0], p[0], s)
				b.Add(p[3], p[3], s)
				taps.store(p[0])
				taps.store(p[1])
				taps.store(p[3])
			}
		})
	},
}

// weightGradientRows returns G' u. It reads u in order of its positions.
func weightGradientRows(b *vector.Builder, half vector.Operand, positions walk) (p [3][4]vector.Vec) {
	for i := range 2 {
		for j := range p[i] {
			p[i][j] = positions.load()
		}
	}
	for j := range 4 {
		p[2][j] = halfSumDifference(b, half, p[1][j], positions.load())
		b.Add(p[0][j], p[0][j], p[2][j])
	}
	for _, v := range p[2] {
		positions.next(func(m vector.Mem) { b.Add(v, v, m) })
	}
	return p
}

// halfSumDifference returns half the sum of x and y and sets x to half their difference.
func halfSumDifference(b *vector.Builder, half vector.Operand, x, y vector.Vec) vector.Vec {
	s := b.Vec()
	b.Add(s, x, y)
	b.Sub(x, x, y)
	b.Mul(s, s, half)
	b.Mul(x, x, half)
	return s
}

// eachWeight runs body for each vector of n weights, with walks through what is read and through what is written, each of which
// has an argument for its start and one for its step.
func eachWeight(b *vector.Builder, from, fromStep, to, toStep string, body func(from, to walk)) {
	in, out := b.Pointer(from), b.Pointer(to)
	inStep, outStep := elements(b, fromStep), elements(b, toStep)
	b.Loop(b.Int("n"), b.Lanes(), func() {
		body(walkFrom(b, in, 0, inStep), walkFrom(b, out, 0, outStep))
		b.Advance(in, b.Lanes())
		b.Advance(out, b.Lanes())
	})
}

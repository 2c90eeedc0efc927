package main

import "github.com/abc86604/temper/gen/vector"

// planeChains is the number of partial sums that a lane's sum over a plane has: enough to hide the latency of the additions,
// few enough for three sums in AVX2's registers.
const planeChains = 4

// planeSums goes through planes and leaves sums over each lane, one pixel for each of results. step adds to acc, which has a
// chain of each, what the vectors of the planes at m contribute. Column q belongs to chain q mod 4; a sum is
// (s0+s2) + (s1+s3).
//
// As many vectors of a pixel are handled in one go through the planes as there are registers for their chains.
func planeSums(b *vector.Builder, args, results []string, step func(acc []vector.Vec, m []vector.Mem)) {
	vecs := 1
	if b.ISA == vector.NEON {
		vecs = 2
	}
	for from := 0; from < channelBlock; from += vecs * b.Lanes() {
		chains := make([][]vector.Vec, vecs*planeChains)
		for c := range chains {
			chains[c] = b.Zeros(len(results))
		}
		p := planesOf(b, planeChains, args)
		p.each(func(i int) {
			for v := range vecs {
				step(chains[v*planeChains+i], p.vectors(i, from+v*b.Lanes()))
			}
		})
		for v := range vecs {
			storeSums(b, results, from+v*b.Lanes(), chains[v*planeChains:])
		}
	}
}

// storeSums adds the chains of each sum and stores them in the lanes from the given one on.
func storeSums(b *vector.Builder, results []string, lane int, chains [][]vector.Vec) {
	for k, result := range results {
		even, odd := chains[0][k], chains[1][k]
		b.Add(even, even, chains[2][k])
		b.Add(odd, odd, chains[3][k])
		b.Add(even, even, odd)
		b.Store(b.Pointer(result).At(lane), even)
	}
}

var moments = vector.Kernel{
	Name: "Moments",
	File: "plane",
	Doc: "Moments is momentsGeneric: sums_l = Σ y and squares_l = Σ y² over lane l of the pixels, each in four chains from +0. The " +
		"pixel in column q belongs to chain q mod 4, and a sum is (s0+s2) + (s1+s3).",
	Signature: "func(y *float32, yPitch, rows, cols int, sums, squares *float32)",
	Body: func(b *vector.Builder) {
		planeSums(b, []string{"y"}, []string{"sums", "squares"}, func(acc []vector.Vec, m []vector.Mem) {
			y := b.Loaded(m[0])
			b.Add(acc[0], acc[0], y)
			b.MulAdd(acc[1], y, y)
		})
	},
}

var rectify = vector.Kernel{
	Name: "Rectify",
	File: "plane",
	Doc: "Rectify is rectifyGeneric: grad = grad where x > 0, else +0; then sums_l = Σ grad and dots_l = Σ grad·y in chains as " +
		"those of Moments.",
	Signature: "func(grad *float32, gradPitch int, x *float32, xPitch int, y *float32, yPitch, rows, cols int, " +
		"sums, dots *float32)",
	Body: func(b *vector.Builder) {
		rectified(b, []string{"grad", "x", "y"}, []string{"sums", "dots"})
	},
}

var rectifyTwo = vector.Kernel{
	Name: "RectifyTwo",
	File: "plane",
	Doc:  "RectifyTwo is rectifyTwoGeneric: as Rectify, and dotsU_l = Σ grad·u.",
	Signature: "func(grad *float32, gradPitch int, x *float32, xPitch int, y *float32, yPitch int, u *float32, uPitch, rows, cols int, " +
		"sums, dots, dotsU *float32)",
	Body: func(b *vector.Builder) {
		rectified(b, []string{"grad", "x", "y", "u"}, []string{"sums", "dots", "dotsU"})
	},
}

// rectified clears the first plane where the second is not positive, and takes its sums and its dot products with the others.
func rectified(b *vector.Builder, args, results []string) {
	zero := b.Zeros(1)[0]
	planeSums(b, args, results, func(acc []vector.Vec, m []vector.Mem) {
		positive, z := b.Less(zero, m[1]), b.Loaded(m[0])
		b.Keep(z, positive, z)
		b.Store(m[0], z)
		b.Add(acc[0], acc[0], z)
		for k, y := range m[2:] {
			b.MulAdd(acc[1+k], z, y)
		}
	})
}

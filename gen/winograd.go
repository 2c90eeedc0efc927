package main

import "github.com/abc86604/temper/gen/vector"

// Winograd's F(2×2, 3×3) after Lavin and Gray (2016, arXiv 1509.09308): where a 3×3 convolution with weights g has 2×2 outputs,
// it has them from a 4×4 patch d of the input as
//
//	A' [(G g G') ⊙ (B' d B)] A
//
//	     1  0 -1  0         1   0   0
//	B' = 0  1  1  0     G = ½   ½   ½     A' = 1  1  1  0
//	     0 -1  1  0         ½  -½   ½          0  1 -1 -1
//	     0  1  0 -1         0   0   1
//
// A patch with its outputs is a tile; of its 16 positions, (i, j) has number 4i + j. Each kernel is one of these products of
// three matrices, or its transpose: first it goes down the columns, then along the rows of what comes out.

var winogradInput = vector.Kernel{
	Name: "WinogradInput",
	File: "winograd",
	Doc: "WinogradInput is winogradInputGeneric: B' d B for the 4×4 pixels d of each tile. Images are xImage elements apart and " +
		"have rows × cols tiles; that in row r and column q reads from row 2r and column 2q of pixels on, x pointing at the " +
		"first. Position e of tile t, counted through images, rows and columns, is stored at v + e·vPlane + t·vTile. One call has " +
		"at most 1024 tiles, since assembly cannot be preempted. Where vPlane is a multiple of 1024 elements, all positions of a " +
		"tile share one set of the L1 cache, which makes this several times slower.\n\n" +
		"\tu_0j = d_0j - d_2j, u_1j = d_1j + d_2j, u_2j = d_2j - d_1j, u_3j = d_1j - d_3j\n" +
		"\tv_i0 = u_i0 - u_i2, v_i1 = u_i1 + u_i2, v_i2 = u_i2 - u_i1, v_i3 = u_i1 - u_i3",
	Signature: "func(v *float32, vPlane, vTile int, x *float32, xPitch, xImage, images, rows, cols int)",
	Body: func(b *vector.Builder) {
		tiling{Builder: b, pixels: "x", positions: "v", height: 4}.each(func(t tile) {
			step := b.ISA.Registers() / 8 // rows at a time: with all four, u has 16 vectors
			for from := 0; from < 4; from += step {
				for _, u := range t.inputRows(from, from+step) {
					for j := range 4 {
						t.positions.store(inputTerm(b, j, u))
					}
				}
			}
		})
	},
}

// inputRows returns rows from to to of B' d.
func (t tile) inputRows(from, to int) [][4]vector.Vec {
	u := make([][4]vector.Vec, to-from)
	for j := range 4 {
		var d [4]vector.Vec
		for k := from / 2; k <= to/2+1; k++ { // all that these rows depend on
			d[k] = t.Loaded(t.pixel(k, j))
		}
		for i := range u {
			u[i][j] = inputTerm(t.Builder, from+i, d)
		}
	}
	return u
}

// inputTerm returns row i of B' times d.
func inputTerm(b *vector.Builder, i int, d [4]vector.Vec) vector.Vec {
	u := b.Vec()
	switch i {
	case 0:
		b.Sub(u, d[0], d[2])
	case 1:
		b.Add(u, d[1], d[2])
	case 2:
		b.Sub(u, d[2], d[1])
	case 3:
		b.Sub(u, d[1], d[3])
	}
	return u
}

var winogradOutput = vector.Kernel{
	Name: "WinogradOutput",
	File: "winograd",
	Doc: "WinogradOutput is winogradOutputGeneric: A' m A for the 16 positions of each tile, laid out as WinogradInput does, " +
		"becomes the 2×2 pixels of y in rows 2r and 2r+1 and columns 2q and 2q+1: y = z, or y = z + y if add is not 0.\n\n" +
		"\tu_0j = m_0j + (m_1j + m_2j), u_1j = (m_1j - m_2j) - m_3j\n" +
		"\tz_i0 = u_i0 + (u_i1 + u_i2), z_i1 = (u_i1 - u_i2) - u_i3",
	Signature: "func(y *float32, yPitch, yImage int, m *float32, mPlane, mTile, images, rows, cols, add int)",
	Body: func(b *vector.Builder) {
		tiling{Builder: b, pixels: "y", positions: "m", height: 2}.each(func(t tile) {
			var z [4]vector.Vec
			for i, u := range t.outputRows() {
				z[2*i], z[2*i+1] = b.Vec(), b.Vec()
				b.Add(z[2*i], u[1], u[2])
				b.Add(z[2*i], u[0], z[2*i])
				b.Sub(z[2*i+1], u[1], u[2])
				b.Sub(z[2*i+1], z[2*i+1], u[3])
			}
			b.If(b.Int("add"), vector.NotEqual, 0, func() {
				for i := range z {
					b.Add(z[i], z[i], t.pixel(i/2, i%2))
				}
			})
			for i := range z {
				b.Store(t.pixel(i/2, i%2), z[i])
			}
		})
	},
}

// outputRows returns A' m. It reads m in order of its positions.
func (t tile) outputRows() (u [2][4]vector.Vec) {
	for i := range u {
		for j := range u[i] {
			u[i][j] = t.positions.load()
		}
	}
	for j := range 4 {
		m, sum := t.positions.load(), t.Vec()
		t.Add(sum, u[1][j], m)
		t.Sub(u[1][j], u[1][j], m)
		t.Add(u[0][j], u[0][j], sum)
	}
	for j := range 4 {
		t.positions.next(func(m vector.Mem) { t.Sub(u[1][j], u[1][j], m) })
	}
	return u
}

var winogradGradient = vector.Kernel{
	Name: "WinogradGradient",
	File: "winograd",
	Doc: "WinogradGradient is winogradGradientGeneric: A d A' for the 2×2 pixels d of each tile of dy, as positions that are " +
		"laid out as WinogradInput's.\n\n" +
		"\tu_0j = d_0j, u_1j = d_0j + d_1j, u_2j = d_0j - d_1j, u_3j = 0 - d_1j\n" +
		"\tz_i0 = u_i0, z_i1 = u_i0 + u_i1, z_i2 = u_i0 - u_i1, z_i3 = 0 - u_i1",
	Signature: "func(z *float32, zPlane, zTile int, dy *float32, dyPitch, dyImage, images, rows, cols int)",
	Body: func(b *vector.Builder) {
		zero := b.Zeros(1)[0]
		tiling{Builder: b, pixels: "dy", positions: "z", height: 2}.each(func(t tile) {
			left := gradientTerms(b, zero, b.Loaded(t.pixel(0, 0)), b.Loaded(t.pixel(1, 0)))
			right := gradientTerms(b, zero, b.Loaded(t.pixel(0, 1)), b.Loaded(t.pixel(1, 1)))
			for i := range left {
				for _, z := range gradientTerms(b, zero, left[i], right[i]) {
					t.positions.store(z)
				}
			}
		})
	},
}

// gradientTerms returns A times two vectors.
func gradientTerms(b *vector.Builder, zero, first, second vector.Vec) [4]vector.Vec {
	sum, difference, negative := b.Vec(), b.Vec(), b.Vec()
	b.Add(sum, first, second)
	b.Sub(difference, first, second)
	b.Sub(negative, zero, second)
	return [4]vector.Vec{first, sum, difference, negative}
}

package impl

import "unsafe"

// A pixel is the channels that lie next to each other at one place of an image.
// Kernels treat each of its lanes alike and by itself.
type pixel [ChannelBlock]float32

// pixelAt returns the pixel i elements past p.
func pixelAt(p *float32, i int) *pixel {
	return (*pixel)(unsafe.Add(unsafe.Pointer(p), i*int(unsafe.Sizeof(*p))))
}

// A plane has rows of pixels, pitch elements apart. Its shape is known to those
// who walk it.
type plane struct {
	first *float32
	pitch int
}

// at returns the pixel in row r and column q.
func (p plane) at(r, q int) *pixel { return pixelAt(p.first, r*p.pitch+q*ChannelBlock) }

func produceGeneric(dst *float32, dstPitch int, y *float32, yPitch, rows, cols int, scale, shift *float32) {
	s, t := pixelAt(scale, 0), pixelAt(shift, 0)
	for r := range rows {
		for q := range cols {
			d, v := plane{dst, dstPitch}.at(r, q), plane{y, yPitch}.at(r, q)
			for l := range d {
				d[l] = Greater(FMA(v[l], s[l], t[l]), 0)
			}
		}
	}
}

func produceAddGeneric(dst *float32, dstPitch int, y *float32, yPitch int, x *float32, xPitch, rows, cols int, scale, shift *float32) {
	s, t := pixelAt(scale, 0), pixelAt(shift, 0)
	for r := range rows {
		for q := range cols {
			d, v, w := plane{dst, dstPitch}.at(r, q), plane{y, yPitch}.at(r, q), plane{x, xPitch}.at(r, q)
			for l := range d {
				d[l] = Greater(FMA(v[l], s[l], w[l]+t[l]), 0)
			}
		}
	}
}

func produceTwoGeneric(dst *float32, dstPitch int, y *float32, yPitch int, z *float32, zPitch, rows, cols int, scale, scaleZ, shift *float32) {
	for r := range rows {
		for q := range cols {
			d := plane{dst, dstPitch}.at(r, q)
			*d = affineOfTwo(plane{y, yPitch}.at(r, q), plane{z, zPitch}.at(r, q), pixelAt(scale, 0), pixelAt(scaleZ, 0), pixelAt(shift, 0))
			for l := range d {
				d[l] = Greater(d[l], 0)
			}
		}
	}
}

func differentiateGeneric(dst *float32, dstPitch int, grad *float32, gradPitch int, y *float32, yPitch, rows, cols int, a, b, c *float32) {
	for r := range rows {
		for q := range cols {
			*plane{dst, dstPitch}.at(r, q) = affineOfTwo(plane{grad, gradPitch}.at(r, q), plane{y, yPitch}.at(r, q), pixelAt(a, 0), pixelAt(b, 0), pixelAt(c, 0))
		}
	}
}

// affineOfTwo returns fma(x, f, fma(y, g, h)).
func affineOfTwo(x, y, f, g, h *pixel) (d pixel) {
	for l := range d {
		d[l] = FMA(x[l], f[l], FMA(y[l], g[l], h[l]))
	}
	return d
}

// planeSum is a sum over each lane of a plane in chains: the pixel in column q
// adds to chain q mod PlaneChains, rows ascending, then columns.
type planeSum [PlaneChains]pixel

func (s *planeSum) add(q int, y *pixel) {
	for l, v := range y {
		s[q%PlaneChains][l] += v
	}
}

func (s *planeSum) addProducts(q int, x, y *pixel) {
	chain := &s[q%PlaneChains]
	for l := range chain {
		chain[l] = FMA(x[l], y[l], chain[l])
	}
}

// store adds the chains and overwrites the pixel at p.
func (s *planeSum) store(p *float32) {
	for l := range s[0] {
		pixelAt(p, 0)[l] = (s[0][l] + s[2][l]) + (s[1][l] + s[3][l])
	}
}

func momentsGeneric(y *float32, yPitch, rows, cols int, sums, squares *float32) {
	var sum, square planeSum
	for r := range rows {
		for q := range cols {
			v := plane{y, yPitch}.at(r, q)
			sum.add(q, v)
			square.addProducts(q, v, v)
		}
	}
	sum.store(sums)
	square.store(squares)
}

func rectifyGeneric(grad *float32, gradPitch int, x *float32, xPitch int, y *float32, yPitch, rows, cols int, sums, dots *float32) {
	var sum, dot planeSum
	for r := range rows {
		for q := range cols {
			z := plane{grad, gradPitch}.at(r, q)
			z.keepWhere(plane{x, xPitch}.at(r, q))
			sum.add(q, z)
			dot.addProducts(q, z, plane{y, yPitch}.at(r, q))
		}
	}
	sum.store(sums)
	dot.store(dots)
}

func rectifyTwoGeneric(grad *float32, gradPitch int, x *float32, xPitch int, y *float32, yPitch int, u *float32, uPitch, rows, cols int, sums, dots, dotsU *float32) {
	var dotU planeSum
	rectifyGeneric(grad, gradPitch, x, xPitch, y, yPitch, rows, cols, sums, dots)
	for r := range rows {
		for q := range cols {
			dotU.addProducts(q, plane{grad, gradPitch}.at(r, q), plane{u, uPitch}.at(r, q))
		}
	}
	dotU.store(dotsU)
}

// keepWhere clears the lanes of z in which x is not positive.
func (z *pixel) keepWhere(x *pixel) {
	for l, v := range x {
		if !(v > 0) {
			z[l] = 0
		}
	}
}

package impl

// The transformations of Winograd's F(2×2, 3×3) are products of a small matrix
// with four numbers, or with as many of the first as it has columns.

// winogradB is B' times d.
func winogradB(d [4]float32) [4]float32 {
	return [4]float32{d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]}
}

// winogradA is A' times m.
func winogradA(m [4]float32) [4]float32 {
	return [4]float32{m[0] + (m[1] + m[2]), (m[1] - m[2]) - m[3]}
}

// winogradAT is A times d. A difference from +0 is +0 where d is.
func winogradAT(d [4]float32) [4]float32 {
	return [4]float32{d[0], d[0] + d[1], d[0] - d[1], 0 - d[1]}
}

// winogradG is G times g.
func winogradG(g [4]float32) [4]float32 {
	s, m := float32(0.5*(g[0]+g[2])), float32(0.5*g[1])
	return [4]float32{g[0], s + m, s - m, g[2]}
}

// winogradGT is G' times u.
func winogradGT(u [4]float32) [4]float32 {
	s := float32(0.5 * (u[1] + u[2]))
	return [4]float32{u[0] + s, float32(0.5 * (u[1] - u[2])), u[3] + s}
}

// transformed returns M x M' for the lanes of x: times goes down the columns of
// x, then along the rows of what comes out.
func transformed(times func([4]float32) [4]float32, x *[4][4]pixel) (y [4][4]pixel) {
	for l := range x[0][0] {
		var rows [4][4]float32
		for j := range 4 {
			for i, v := range times([4]float32{x[0][j][l], x[1][j][l], x[2][j][l], x[3][j][l]}) {
				rows[i][j] = v
			}
		}
		for i, row := range rows {
			for j, v := range times(row) {
				y[i][j][l] = v
			}
		}
	}
	return y
}

// patch is where a matrix of pixels lies, of which the rows and the columns have
// some distance.
type patch struct {
	first    *float32
	row, col int
}

// load returns the first n rows and columns. The others are +0.
func (p patch) load(n int) (x [4][4]pixel) {
	for i := range n {
		for j := range n {
			x[i][j] = *pixelAt(p.first, i*p.row+j*p.col)
		}
	}
	return x
}

// store writes the first n rows and columns of x.
func (p patch) store(n int, x [4][4]pixel) {
	for i := range n {
		for j := range n {
			*pixelAt(p.first, i*p.row+j*p.col) = x[i][j]
		}
	}
}

// winogradTiles goes through the tiles of images: pixels has the first pixel of
// each tile's two rows and columns or more, positions its 16 positions.
func winogradTiles(x *float32, pitch, image int, v *float32, vPlane, vTile, images, rows, cols int, tile func(pixels, positions patch)) {
	for t := range images * rows * cols {
		n, r, q := t/cols/rows, t/cols%rows, t%cols
		first := pixelAt(x, n*image+2*r*pitch+2*q*ChannelBlock)
		tile(patch{&first[0], pitch, ChannelBlock}, positionsAt(v, t*vTile, vPlane))
	}
}

// positionsAt returns the 16 positions, plane elements apart, from i elements
// past v on.
func positionsAt(v *float32, i, plane int) patch {
	return patch{&pixelAt(v, i)[0], 4 * plane, plane}
}

func winogradInputGeneric(v *float32, vPlane, vTile int, x *float32, xPitch, xImage, images, rows, cols int) {
	winogradTiles(x, xPitch, xImage, v, vPlane, vTile, images, rows, cols, func(pixels, positions patch) {
		d := pixels.load(4)
		positions.store(4, transformed(winogradB, &d))
	})
}

func winogradOutputGeneric(y *float32, yPitch, yImage int, m *float32, mPlane, mTile, images, rows, cols, add int) {
	winogradTiles(y, yPitch, yImage, m, mPlane, mTile, images, rows, cols, func(pixels, positions patch) {
		p := positions.load(4)
		z := transformed(winogradA, &p)
		if add != 0 {
			addPixels(&z, pixels.load(2))
		}
		pixels.store(2, z)
	})
}

// addPixels is z += y.
func addPixels(z *[4][4]pixel, y [4][4]pixel) {
	for i := range z {
		for j := range z[i] {
			for l := range z[i][j] {
				z[i][j][l] += y[i][j][l]
			}
		}
	}
}

func winogradGradientGeneric(z *float32, zPlane, zTile int, dy *float32, dyPitch, dyImage, images, rows, cols int) {
	winogradTiles(dy, dyPitch, dyImage, z, zPlane, zTile, images, rows, cols, func(pixels, positions patch) {
		d := pixels.load(2)
		positions.store(4, transformed(winogradAT, &d))
	})
}

func winogradWeightsGeneric(u *float32, uPlane int, w *float32, wTap, n int) {
	for j := 0; j < n; j += ChannelBlock {
		g := tapsAt(w, j, wTap).load(3)
		positionsAt(u, j, uPlane).store(4, transformed(winogradG, &g))
	}
}

func winogradWeightGradientGeneric(dw *float32, wTap int, u *float32, uPlane, n int) {
	for j := 0; j < n; j += ChannelBlock {
		p := positionsAt(u, j, uPlane).load(4)
		tapsAt(dw, j, wTap).store(3, transformed(winogradGT, &p))
	}
}

// tapsAt returns the 9 taps, tap elements apart, from i elements past w on.
func tapsAt(w *float32, i, tap int) patch { return patch{&pixelAt(w, i)[0], 3 * tap, tap} }

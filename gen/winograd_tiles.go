package main

import "github.com/abc86604/temper/gen/vector"

// tiling goes through the tiles of some images. With pixels "x" and positions "v" the kernel has arguments x, xPitch, xImage, v,
// vPlane, vTile, images, rows and cols.
type tiling struct {
	*vector.Builder
	pixels, positions string
	height            int // rows of pixels in a tile
}

// tile is one vector of each of a tile's pixels and positions.
type tile struct {
	*vector.Builder
	rows      []vector.Ptr
	lane      int // where in a pixel the vector is
	positions walk
}

// pixel returns the pixel in row r and column j of the tile.
func (t tile) pixel(r, j int) vector.Mem { return t.rows[r].At(j*channelBlock + t.lane) }

// each runs body at each tile, for each vector of a pixel.
func (t tiling) each(body func(tile)) {
	rows, positions := t.firstRows(), t.Pointer(t.positions)
	step, plane := elements(t.Builder, t.positions+"Tile"), elements(t.Builder, t.positions+"Plane")
	t.Loop(t.Int("images"), 1, func() {
		t.Loop(t.Int("rows"), 1, func() {
			t.Loop(t.Int("cols"), 1, func() {
				for lane := 0; lane < channelBlock; lane += t.Lanes() {
					body(tile{t.Builder, rows, lane, walkFrom(t.Builder, positions, lane, plane)})
				}
				for _, p := range rows {
					t.Advance(p, 2*channelBlock)
				}
				t.AdvanceBytes(positions, step)
			})
			t.nextRow(rows)
		})
		t.nextImage(rows)
	})
}

// firstRows points at each row of the first tile.
func (t tiling) firstRows() []vector.Ptr {
	rows := []vector.Ptr{t.Pointer(t.pixels)}
	pitch := elements(t.Builder, t.pixels+"Pitch")
	for r := range t.height - 1 {
		rows = append(rows, t.CopyPtr(rows[r]))
		t.AdvanceBytes(rows[r+1], pitch)
	}
	return rows
}

// nextRow moves rows from behind the last tile of a row to the first below it.
func (t tiling) nextRow(rows []vector.Ptr) {
	down, width := t.twoRows(), t.Int("cols")
	t.ShiftInt(width, 7) // two pixels of 64 bytes a tile
	t.SubInt(down, width)
	for _, p := range rows {
		t.AdvanceBytes(p, down)
	}
}

// nextImage moves rows from below the last tiles of an image to the first of the next.
func (t tiling) nextImage(rows []vector.Ptr) {
	on, height := elements(t.Builder, t.pixels+"Image"), t.twoRows()
	t.MulInt(height, t.Int("rows"))
	t.SubInt(on, height)
	for _, p := range rows {
		t.AdvanceBytes(p, on)
	}
}

// twoRows returns the distance of two rows of pixels in bytes.
func (t tiling) twoRows() vector.Int {
	pitch := elements(t.Builder, t.pixels+"Pitch")
	t.ShiftInt(pitch, 1)
	return pitch
}

// walk goes through vectors that are a constant distance apart.
type walk struct {
	*vector.Builder
	at    vector.Ptr
	lane  int
	bytes vector.Int
}

// walkFrom starts so many lanes past p. p stays where it is.
func walkFrom(b *vector.Builder, p vector.Ptr, lane int, bytes vector.Int) walk {
	return walk{b, b.CopyPtr(p), lane, bytes}
}

// next hands out a place and goes on to the next.
func (w walk) next(use func(m vector.Mem)) {
	use(w.at.At(w.lane))
	w.AdvanceBytes(w.at, w.bytes)
}

func (w walk) store(v vector.Vec) { w.next(func(m vector.Mem) { w.Store(m, v) }) }

func (w walk) load() vector.Vec {
	v := w.Vec()
	w.next(func(m vector.Mem) { w.Load(v, m) })
	return v
}

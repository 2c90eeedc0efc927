package conv

import (
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/panel"
)

// Winograd's F(2×2, 3×3) (Lavin & Gray 2016, "Fast algorithms for convolutional neural
// networks") makes the 2×2 outputs of a tile from its 4×4 inputs with 16 products
// instead of 36:
//
//	Y = Aᵀ [ Σ_c (G g Gᵀ) ⊙ (Bᵀ d B) ] A
//
// For each of the 16 positions the sum over the channels is a matrix product: tiles by
// channels times channels by outputs. An infinity in d spreads as NaN over its tile.

const (
	positions = 16
	side      = 4 // positions = side·side

	// tileBudget is how many transformed elements stay in the cache between the two
	// steps, and leastTiles how many tiles must share what they read of the weights.
	tileBudget = 1 << 16
	leastTiles = 64
)

// tiles is the number of rows and columns of tiles.
func (p *Plan) tiles() (rows, cols int) { return even(p.Height) / 2, even(p.Width) / 2 }

// tilePitch is the distance of transformed tiles: rows that lie a power of two apart
// would meet in the same sets of the cache.
func tilePitch(channels int) int {
	if channels < 64 {
		return channels
	}
	return channels + Block
}

// productPitch is the distance of rows of products of so many columns.
func productPitch(columns int) int { return columns + Block }

// plane is the distance of one position's n elements from the next's: those of a tile
// would all meet in one set of the cache if it were a power of two.
func plane(n int) int { return n + Block }

// tileSum computes channels [from, to) of y from x, both of the plan's size, with
// weights for so many channels of x, by Winograd's tiles.
func (p *Plan) tileSum(s *Scratch, x, y Maps, weights []float32, add bool, from, to int) {
	rows, cols := p.tiles()
	channels := filled(x.Channels)
	most := max(leastTiles, tileBudget/(positions*channels))
	s.stretches = cut(s.stretches[:0], x.Images, rows, cols, most)
	for _, st := range s.stretches {
		tiles := st.images * st.rows * cols
		together := to - from
		if positions*channels*tiles <= tileBudget {
			together = Columns // the products stay in the cache as well
		}
		for j := from; j < to; j += together {
			end := min(j+together, to)
			for c := 0; c < channels; c += winogradTerms {
				next := min(c+winogradTerms, channels)
				if j == from || channels > winogradTerms {
					p.transform(s, x, st, c, next)
				}
				p.multiplyTiles(s, tiles, weights, channels, c, next, j, end)
			}
			p.restore(s, y, st, add, j, end)
		}
	}
}

// transform writes Bᵀ d B of the channels [from, to) for every tile of st to s.v:
// [position][tile][channel].
func (p *Plan) transform(s *Scratch, x Maps, st stretch, from, to int) {
	_, cols := p.tiles()
	pitch := tilePitch(to - from)
	plane := plane(st.images * st.rows * cols * pitch)
	s.v = matrix.Grow(s.v, positions*plane)
	for c := from; c < to; c += Block {
		p.table.WinogradInput(&s.v[c-from], plane, pitch, &x.Data[x.At(st.image, c/Block, 2*st.row-1, -1)],
			x.Pitch(), x.Image(), st.images, st.rows, cols)
	}
}

// multiplyTiles multiplies the transformed tiles, their channels [c, next), with the
// weights of the output channels [from, to), and adds the products to s.m: [position]
// [tile][channel]. Where the tiles of all positions do not fit the cache, they are read
// for one position after the other.
func (p *Plan) multiplyTiles(s *Scratch, tiles int, weights []float32, channels, c, next, from, to int) {
	pitch, columns := tilePitch(next-c), productPitch(to-from)
	in, out := plane(tiles*pitch), plane(tiles*columns)
	s.m = matrix.Grow(s.m, positions*out)
	together := positions
	if positions*in > tileBudget {
		together = 1
	}
	call := panel.Take()
	call.AStrip, call.CStrip, call.CRow, call.Beta = in, out, columns, min(c, 1)
	call.Terms(next - c)
	for e := 0; e < positions; e += together {
		call.Strips = together
		for w := stripeAt(p.table, from, to); w.width > 0; w = w.next(p.table, to) {
			call.Narrow, call.BRow, call.BStrip = narrow(w), w.width, plane(channels*w.width)
			if channels > winogradTerms {
				call.BAhead = call.BStrip // weights that come from beyond the second cache
			}
			call.Multiply(p.table, tiles, panel.Strided(s.v[e*in:], pitch, 1),
				weights[w.tiles(channels)+e*call.BStrip+c*w.width:], s.m[e*out+w.from-from:])
		}
	}
	call.Give()
}

// restore writes the outputs of st's tiles, or adds them to what is there.
func (p *Plan) restore(s *Scratch, y Maps, st stretch, add bool, from, to int) {
	_, cols := p.tiles()
	pitch := productPitch(to - from)
	plane := plane(st.images * st.rows * cols * pitch)
	var old int
	if add {
		old = 1
	}
	for c := from; c < to; c += Block {
		p.table.WinogradOutput(&y.Data[y.At(st.image, c/Block, 2*st.row, 0)], y.Pitch(), y.Image(), &s.m[c-from], plane, pitch,
			st.images, st.rows, cols, old)
	}
}

// tiles returns where a panel of transformed weights of so many channels begins.
func (w stripe) tiles(channels int) int { return positions * (channels*w.from + w.index*Block) }

// packTiles transforms the weights of output channels of one panel: G g Gᵀ, in panels
// [position][channel][column].
func (p *Plan) packTiles(w stripe, weights []float32) {
	in, out := filled(p.In), filled(p.Out)
	for c := range in {
		p.table.WinogradWeights(&p.packed[w.tiles(in)+c*w.width], plane(in*w.width), &weights[c*out+w.from], in*out, w.width)
	}
}

// turnTiles makes the transformed weights of the gradient of the input for a panel of
// input channels: turning a kernel exchanges the first and the last row and column of
// its transform.
func (p *Plan) turnTiles(w stripe) {
	in, out := filled(p.In), filled(p.Out)
	turn := [side]int{3, 1, 2, 0}
	for e := range positions {
		from := side*turn[e/side] + turn[e%side]
		for k := stripeAt(p.table, 0, out); k.width > 0; k = k.next(p.table, out) {
			dst := p.turned[w.tiles(out)+e*plane(out*w.width)+k.from*w.width:]
			src := p.packed[k.tiles(in)+from*plane(in*k.width)+w.from*k.width:]
			p.transpose(dst, src, k.width, w.width)
		}
	}
}

// transpose writes rows of so many columns, which are the columns of src, its rows
// being as long as dst has rows.
func (p *Plan) transpose(dst, src []float32, rows, columns int) {
	if p.table.GemmTranspose != nil {
		p.table.GemmTranspose(rows, columns, &dst[0], &src[0], rows, columns)
		return
	}
	for r := range rows {
		for c := range columns {
			dst[r*columns+c] = src[c*rows+r]
		}
	}
}

package tile

import "github.com/abc86604/temper/kernels/internal/impl"

// Pack prepares block i, see [Blocks.Lay].
func (b *Blocks) Pack(i int) {
	lo, hi := b.Bounds(i)
	if b.roles&AsRows != 0 {
		b.packLeft(lo, hi)
	}
	if b.roles&AsColumns != 0 {
		b.packRight(i, lo, hi)
	}
	if b.roles&AsFactor != 0 {
		b.packFactors(lo, hi)
	}
}

// packLeft copies the rows into blocks of columns, unless there is one alone.
func (b *Blocks) packLeft(lo, hi int) {
	d := b.z.Cols
	if d <= impl.GemmBlock {
		return
	}
	for p := 0; p < d; p += impl.GemmBlock {
		k := min(impl.GemmBlock, d-p)
		for r := lo; r < hi; r++ {
			copy(b.left[b.z.Rows*p+r*k:][:k], b.z.Data[r*d+p:])
		}
	}
}

// packRows is the number of terms that one call into assembly packs.
const packRows = 1024

// packRight transposes the rows into panels, filled up with zeros.
func (b *Blocks) packRight(i, lo, hi int) {
	d := b.z.Cols
	for q := range impl.CeilDiv(hi-lo, b.width) {
		dst := b.right[(i*b.panelsOfBlock()+q)*d*b.width:][:d*b.width]
		first := lo + q*b.width
		n := min(b.width, hi-first)
		src := b.z.Data[first*d:]
		done := 0
		if n < b.width {
			clear(dst)
		} else if b.table.GemmTranspose != nil {
			for d-done >= 4 {
				k := min(packRows, d-done) &^ 3
				b.table.GemmTranspose(k, b.width, &dst[done*b.width], &src[done], d, b.width)
				done += k
			}
		}
		for p := done; p < d; p++ {
			for l := range n {
				dst[p*b.width+l] = src[l*d+p]
			}
		}
	}
}

// packFactors cuts the rows into panels and fills them up with zeros.
func (b *Blocks) packFactors(lo, hi int) {
	d := b.z.Cols
	for q := range impl.CeilDiv(d, b.width) {
		n := min(b.width, d-q*b.width)
		panel := b.factors[q*b.z.Rows*b.width:]
		for r := lo; r < hi; r++ {
			dst := panel[r*b.width:][:b.width]
			clear(dst[copy(dst[:n], b.z.Data[r*d+q*b.width:]):])
		}
	}
}

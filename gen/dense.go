package main

import "github.com/abc86604/temper/gen/vector"

// dense describes matrices of cols columns, rows one after the other, n elements each.
type dense struct {
	n, cols  vector.Int
	matrices []vector.Ptr
	vectors  []vector.Ptr // one element a column
}

// columns covers the matrices by chunks of columns, the widest first. body loads what belongs to the chunk's columns and
// calls eachRow, once, with what is to be done at each row; there the pointers of d.matrices are at[0], at[1], ...
func (d dense) columns(b *vector.Builder, widths []int, body func(c chunk, eachRow func(func(at []vector.Ptr)))) {
	done := b.NewLabel("empty")
	b.JumpIf(d.n, vector.Equal, 0, done)
	stride := b.CopyInt(d.cols)
	b.ShiftInt(stride, 2)
	elementwise(b, b.CopyInt(d.cols), widths, append(d.matrices[:len(d.matrices):len(d.matrices)], d.vectors...), func(c chunk) {
		body(c, func(row func(at []vector.Ptr)) { d.rows(b, stride, row) })
	})
	b.Place(done)
}

// rows runs row at each row of the matrices, from where their pointers are. There is at least one.
func (d dense) rows(b *vector.Builder, stride vector.Int, row func(at []vector.Ptr)) {
	left, at := b.CopyInt(d.n), make([]vector.Ptr, len(d.matrices))
	for i, p := range d.matrices {
		at[i] = b.CopyPtr(p)
	}
	loop := b.NewLabel("row")
	b.Place(loop)
	row(at)
	for _, p := range at {
		b.AdvanceBytes(p, stride)
	}
	b.SubInt(left, d.cols)
	b.JumpIf(left, vector.NotEqual, 0, loop)
}

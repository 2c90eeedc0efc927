package adapt

import (
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// Apply sets dst to the rows of z by the head: brought to unit length, mapped, and brought to
// unit length again. A row that has unit length to within 1e-6 is taken as it is, and a head
// that changes nothing stops there. z has In columns, dst as many rows and Out columns, of any
// stride, and they must not overlap; Apply panics for other shapes. The error is a
// [*matrix.RowError] for the first row that has no direction, before the head or after it;
// dst is arbitrary then. threads changes no bit. It may be called by several goroutines at
// once while nobody trains the head.
func (h *Head) Apply(threads int, dst, z blas32.General) error {
	if z.Cols != h.In() || dst.Rows != z.Rows || dst.Cols != h.Out() {
		panic(fmt.Sprintf("adapt: Head.Apply: dst is %d×%d, z is %d×%d, the head takes %d values to %d",
			dst.Rows, dst.Cols, z.Rows, z.Cols, h.In(), h.Out()))
	}
	m := h.Map(retrieval.Matrix(z))
	errs := make([]error, m.blocks())
	parallel.For(threads, len(errs), func(block int) {
		lo, hi := m.block(block)
		errs[block] = m.Read(matrix.Rows(dst, lo, hi), lo)
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// mapped returns the first values of the unit rows of z by a head, at unit length: z itself
// where that changes nothing.
func mapped(threads int, h *Head, z blas32.General, size int) (blas32.General, error) {
	y := z
	if !h.IsIdentity() {
		y = matrix.New(z.Rows, h.Out())
		if err := h.Apply(threads, y, z); err != nil {
			return y, err
		}
	}
	return firstValues(y, size)
}

// firstValues are those of unit rows, at unit length: y itself where they are all.
func firstValues(y blas32.General, size int) (blas32.General, error) {
	if size == y.Cols {
		return y, nil
	}
	u := matrix.New(y.Rows, size)
	return u, matrix.Unit(u, matrix.Columns(y, 0, size), make([]float32, u.Rows))
}

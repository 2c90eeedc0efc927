package adapt

import (
	"context"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

// batch is the memory of one step.
type batch struct {
	z, y         blas32.General // the queries of the pairs at unit length, and by the head
	docs, mapped blas32.General // the documents, by the head where they have one

	index    []int      // of each pair's document among docs
	excluded loss.Lists // documents that are no negatives of each query

	gradY, gradDocs blas32.General
	workspace       loss.Workspace
	shared          *Head
}

// take gathers the pairs of those numbers.
func (b *batch) take(f *fit, order []int) {
	b.z = matrix.Resize(b.z, len(order), f.queries.Cols)
	b.index = b.index[:0]
	b.excluded = loss.Lists{Starts: append(b.excluded.Starts[:0], 0), Items: b.excluded.Items[:0]}
	for i, number := range order {
		one := f.pairs[number]
		copy(matrix.Row(b.z, i), matrix.Row(f.queries, one.query))
		b.index = append(b.index, f.pool.place(one.doc))
		for _, doc := range f.exempt[one.query] {
			if place := f.pool.place(doc); doc != one.doc && place >= 0 {
				b.excluded.Items = append(b.excluded.Items, place)
			}
		}
		b.excluded.Starts = append(b.excluded.Starts, len(b.excluded.Items))
	}
}

// compute sets the gradients of the mean loss over the prefixes, and returns it. Those of the
// documents are for heads of theirs.
func (b *batch) compute(ctx context.Context, l loss.Loss, prefixes []int, withDocs bool) (float64, error) {
	b.gradY = matrix.Resize(b.gradY, b.y.Rows, b.y.Cols)
	clear(b.gradY.Data)
	if withDocs {
		b.gradDocs = matrix.Resize(b.gradDocs, b.docs.Rows, b.docs.Cols)
		clear(b.gradDocs.Data)
	}
	total, scale := 0.0, 1/float32(len(prefixes))
	for _, size := range prefixes {
		y, docs := matrix.Columns(b.y, 0, size), matrix.Columns(b.docs, 0, size)
		p := loss.Bank(y, docs, b.index)
		if withDocs {
			p = loss.Against(y, docs, b.index)
		}
		p.Excluded = b.excluded
		res, err := b.workspace.Compute(ctx, l, p)
		if err != nil {
			return 0, err
		}
		total += res.Loss
		addScaled(b.gradY, scale, res.Grads[0])
		if withDocs {
			addScaled(b.gradDocs, scale, res.Grads[1])
		}
	}
	return total / float64(len(prefixes)), nil
}

// addScaled adds a·x to the first columns of dst.
func addScaled(dst blas32.General, a float32, x blas32.General) {
	for i := range x.Rows {
		to := matrix.Row(dst, i)
		for j, v := range matrix.Row(x, i) {
			to[j] += float32(a * v)
		}
	}
}

package adapt

import (
	"context"
	"fmt"
	"sync"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Mapped is rows by a head, computed as they are read: what [Head.Apply] makes of them, to
// the bit, however many are read at once. It is itself what package retrieval searches.
type Mapped struct {
	rows     retrieval.Rows
	head     *Head
	identity bool // the head changes nothing
	atOnce   int  // rows of a block; changes no bit
	memory   sync.Pool
}

// blockBytes is about what a block of rows takes: it stays in the second cache beside the
// weights, and a file takes it at once.
const blockBytes = 1 << 20

// Map returns rows by the head as it is now: training it further changes nothing of them. It
// panics unless they have In columns.
func (h *Head) Map(rows retrieval.Rows) *Mapped {
	if rows.Dim() != h.In() {
		panic(fmt.Sprintf("adapt: Head.Map: rows of %d values, the head takes %d", rows.Dim(), h.In()))
	}
	m := &Mapped{rows: rows, head: h.frozen(), identity: h.IsIdentity()}
	m.atOnce = max(1, blockBytes/(4*max(h.In(), h.Out())))
	m.memory.New = func() any { return &mapping{head: *m.head} }
	return m
}

// mapping is the memory for a block.
type mapping struct {
	head Head           // which shares its values
	z    blas32.General // rows at unit length
	why  []error        // for each row, what is wrong with it
}

// Len is the number of rows.
func (m *Mapped) Len() int { return m.rows.Len() }

// Dim is the number of values that the head yields.
func (m *Mapped) Dim() int { return m.head.Out() }

// Read sets dst, of Dim columns, to as many rows from row lo on as it has. The error is that
// of reading, or a [*matrix.RowError] for the first row that has no direction, before the head
// or after it; the rows beside it are set, and it is zeros. It may be called by several
// goroutines at once.
func (m *Mapped) Read(dst blas32.General, lo int) error {
	bad, err := m.read(dst, lo)
	if err == nil && len(bad) > 0 {
		err = bad[0]
	}
	return err
}

// read is Read of which rows without direction are no error, but returned.
func (m *Mapped) read(dst blas32.General, lo int) ([]*matrix.RowError, error) {
	w := m.memory.Get().(*mapping)
	defer m.memory.Put(w)
	z := dst
	if !m.identity {
		w.z = matrix.Resize(w.z, dst.Rows, m.head.In())
		z = w.z
	}
	if err := m.rows.Read(z, lo); err != nil {
		return nil, err
	}
	w.why = matrix.Grow(w.why, dst.Rows)
	for i := range w.why {
		w.why[i] = unitRow(matrix.Row(z, i), matrix.Row(z, i))
	}
	if !m.identity {
		w.head.apply(1, dst, z)
		w.normalise(dst)
	}
	return w.bad(dst, lo), nil
}

// normalise brings what the head yields to unit length.
func (w *mapping) normalise(dst blas32.General) {
	for i, why := range w.why {
		if why != nil {
			continue
		}
		row := matrix.Row(dst, i)
		if err := divideByLength(row, row); err != nil {
			w.why[i] = &matrix.RowError{Why: "by the head: " + err.(*matrix.RowError).Why}
		}
	}
}

// bad are the rows with something wrong, counted from lo on. They become zeros.
func (w *mapping) bad(dst blas32.General, lo int) (bad []*matrix.RowError) {
	for i, why := range w.why {
		if why != nil {
			clear(matrix.Row(dst, i))
			bad = append(bad, matrix.Offset(lo+i, why).(*matrix.RowError))
		}
	}
	return bad
}

func (m *Mapped) blocks() int { return (m.Len() + m.atOnce - 1) / m.atOnce }

// block is a block's rows, from lo up to hi.
func (m *Mapped) block(number int) (lo, hi int) {
	return number * m.atOnce, min((number+1)*m.atOnce, m.Len())
}

// aheadOf is how many blocks for each thread may be mapped while one before them is in use.
const aheadOf = 3

// Each calls use with all rows in order, some at a time, and those of them that have no
// direction, which are zeros: they are numbered among all. use is called by one goroutine at a
// time, while others, threads in all, read and map what follows; the rows are its own until
// it returns. Memory is that of a few blocks of rows for each thread. The first error, of
// reading or of use, ends the work, as the end of ctx does with its error.
func (m *Mapped) Each(ctx context.Context, threads int, use func(rows blas32.General, bad []*matrix.RowError) error) error {
	q := newQueue(aheadOf*max(1, threads), func(m made) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return use(m.rows, m.bad)
	})
	parallel.For(threads, m.blocks(), func(number int) {
		memory, ok := q.begin(number)
		if !ok {
			return
		}
		brought := false
		defer func() {
			if !brought { // a panic
				q.stop()
			}
		}()
		lo, hi := m.block(number)
		b := made{rows: matrix.Resize(memory, hi-lo, m.Dim())}
		b.bad, b.err = m.read(b.rows, lo)
		q.bring(number, b)
		brought = true
	})
	return q.err
}

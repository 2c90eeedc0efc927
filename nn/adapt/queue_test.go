package adapt

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/eval/retrieval"
)

// The work ends with the first error in the order of rows, and with its context.
func TestEachEnds(t *testing.T) {
	h := heads(t)["linear to 6"]
	m := h.Map(broken{retrieval.Matrix(drawnRows(2, 40, 6)), 30})
	m.atOnce = 3
	full := errors.New("full")
	for _, c := range []struct {
		name string
		at   int // the row from which on use does something
		does func(cancel func()) error
		want error
		rows int
	}{
		{"reading", 1000, nil, errBroken, 30},
		{"use", 12, func(func()) error { return full }, full, 12},
		{"context", 12, func(cancel func()) error { cancel(); return nil }, context.Canceled, 15},
	} {
		for _, threads := range []int{1, 3} {
			ctx, cancel := context.WithCancel(t.Context())
			done := 0
			err := m.Each(ctx, threads, func(rows blas32.General, _ []*matrix.RowError) error {
				if done >= c.at {
					if err := c.does(cancel); err != nil {
						return err
					}
				}
				done += rows.Rows
				return nil
			})
			cancel()
			if err != c.want || done != c.rows {
				t.Errorf("%s, %d threads: %v after %d rows, want %v after %d", c.name, threads, err, done, c.want, c.rows)
			}
		}
	}
}

// A panic comes out, and nobody waits for who has gone.
func TestEachPanics(t *testing.T) {
	for name, c := range map[string]struct {
		readable int
		use      func() error
	}{
		"reading": {-20, func() error { return nil }},
		"use":     {40, func() error { panic("broken") }},
	} {
		for _, threads := range []int{1, 3} {
			m := heads(t)["linear to 6"].Map(broken{retrieval.Matrix(drawnRows(2, 40, 6)), c.readable})
			m.atOnce = 1
			func() {
				defer func() {
					if recover() != "broken" {
						t.Errorf("%s, %d threads: no panic", name, threads)
					}
				}()
				m.Each(t.Context(), threads, func(blas32.General, []*matrix.RowError) error { return c.use() })
			}()
		}
	}
}

// The blocks that wait for one before them are few.
func TestEachIsNotFarAhead(t *testing.T) {
	z := &counted{Matrix: retrieval.Matrix(drawnRows(2, 200, 6))}
	m := heads(t)["linear to 6"].Map(z)
	m.atOnce = 1
	const threads = 3
	used := 0
	err := m.Each(t.Context(), threads, func(blas32.General, []*matrix.RowError) error {
		if ahead := int(z.reads.Load()) - used; ahead > aheadOf*threads+1 {
			t.Errorf("%d rows are ahead", ahead)
		}
		used++
		return nil
	})
	if err != nil || used != 200 {
		t.Errorf("%d rows, %v", used, err)
	}
}

// counted counts the rows that have been read.
type counted struct {
	retrieval.Matrix
	reads atomic.Int32
}

func (c *counted) Read(dst blas32.General, lo int) error {
	c.reads.Add(int32(dst.Rows))
	return c.Matrix.Read(dst, lo)
}

// broken has an error from some row on, and panics where that is below zero.
type broken struct {
	retrieval.Matrix
	from int
}

var errBroken = errors.New("broken")

func (b broken) Read(dst blas32.General, lo int) error {
	if lo+dst.Rows > max(b.from, -b.from) {
		if b.from < 0 {
			panic("broken")
		}
		return errBroken
	}
	return b.Matrix.Read(dst, lo)
}

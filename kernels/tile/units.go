package tile

import (
	"context"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
)

// Units are the rows of a matrix at unit length, n×d, for tiles of similarities
// between any of its rows and a block of 128 of them:
//
//	S = U_I U_Jᵀ    [Units.Similar]
//
// They are held once, packed as the columns of tiles; a worker divides the few rows
// of its tiles by their lengths again when their turn comes ([Units.Prepare]). The
// zero value is ready for [Units.Reset], which keeps the memory of an earlier matrix.
// Each worker may serve one goroutine at a time.
type Units struct {
	z       blas32.General // the rows as given
	columns []Blocks       // each a single block
	errors  []error        // of each block
	workers []unitWorker
}

// unitWorker holds the rows of a worker's tiles, with a tile.
type unitWorker struct {
	unit  blas32.General
	norms []float32
	rows  Blocks
	tile  []float32
}

// Reset makes u the rows of z, which must stay as they are while u is in use, for
// workers numbered from 0 up to threads (0 stands for 1), which share the work of it.
// It returns a [*matrix.RowError] for the first row that cannot be brought to unit
// length, or ctx's error once that has ended. It panics if z's slice is shorter than z.
func (u *Units) Reset(ctx context.Context, threads int, z blas32.General) error {
	if z.Rows != 0 {
		if err := matrix.Check(z); err != nil {
			panic("tile: Units: z: " + err.Error())
		}
	}
	u.z = z
	count := (z.Rows + unitEdge - 1) / unitEdge
	u.columns, u.errors = matrix.Grow(u.columns, count), matrix.Grow(u.errors, count)
	u.workers = matrix.Grow(u.workers, max(1, threads))
	parallel.ForWorker(threads, count, func(worker, block int) {
		if u.errors[block] = ctx.Err(); u.errors[block] != nil {
			return
		}
		w := &u.workers[worker]
		lo, hi := u.Bounds(block)
		if u.errors[block] = w.take(z, lo, hi); u.errors[block] == nil {
			u.columns[block].Reset(1, w.unit, unitEdge, AsColumns)
		}
	})
	for _, err := range u.errors {
		if err != nil {
			return err
		}
	}
	return nil
}

// Rows returns the number of rows, n.
func (u *Units) Rows() int { return u.z.Rows }

// Count returns the number of blocks.
func (u *Units) Count() int { return len(u.columns) }

// Bounds returns the rows of a block: from lo up to hi.
func (u *Units) Bounds(block int) (lo, hi int) {
	return block * unitEdge, min((block+1)*unitEdge, u.z.Rows)
}

// Prepare makes rows lo up to hi those of the worker's tiles, until its next call.
func (u *Units) Prepare(worker, lo, hi int) {
	w := &u.workers[worker]
	w.take(u.z, lo, hi) // no error, or Reset would have found it
	w.rows.Reset(1, w.unit, unitEdge, AsRows)
	w.tile = matrix.Grow(w.tile, w.rows.TileSize())
}

// Similar returns the similarities of the i-th 128 of the worker's rows, fewer where
// they end, to the rows of a block: a tile as [Blocks.Tile] returns it, with
// further columns of -Inf up to a multiple of 16. It holds until the worker's next
// call and may be overwritten.
func (u *Units) Similar(worker, i, block int) blas32.General {
	w := &u.workers[worker]
	return w.rows.Tile(w.tile, i, &u.columns[block], 0)
}

// take sets w's rows to rows lo up to hi of z at unit length.
func (w *unitWorker) take(z blas32.General, lo, hi int) error {
	w.unit = matrix.Resize(w.unit, hi-lo, z.Cols)
	w.norms = matrix.Grow(w.norms, hi-lo)
	return matrix.Offset(lo, matrix.Unit(w.unit, matrix.Rows(z, lo, hi), w.norms))
}

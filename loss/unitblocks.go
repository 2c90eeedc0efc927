package loss

import (
	"context"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// unitEdge is the number of rows in a block of unitBlocks. It belongs to the
// specification of the metrics, for sums break where blocks end.
const unitEdge = 128

// unitBlocks are the rows of a matrix at unit length, for tiles of similarities.
// They are held once, packed as the columns of tiles; a worker divides the few
// rows of its tiles by their lengths again when their turn comes.
type unitBlocks struct {
	z       blas32.General // the rows as given
	columns []tile.Blocks  // each a single block
	errors  []error        // of each block
	workers []tileRows
}

// tileRows are the rows of a worker's tiles, with a tile.
type tileRows struct {
	unit   unitRows
	blocks tile.Blocks
	tile   []float32
}

// reset makes b the rows of z. It returns an error that names the first row that
// cannot be normalised.
func (b *unitBlocks) reset(ctx context.Context, threads int, name string, z blas32.General) error {
	if err := checkMatrix(name, z); err != nil {
		return err
	}
	b.z = z
	count := (z.Rows + unitEdge - 1) / unitEdge
	b.columns, b.errors = grow(b.columns, count), grow(b.errors, count)
	b.workers = grow(b.workers, threads)
	parallel.ForWorker(threads, count, func(worker, block int) {
		if b.errors[block] = ctx.Err(); b.errors[block] != nil {
			return
		}
		u := &b.workers[worker].unit
		lo, hi := b.bounds(block)
		if b.errors[block] = u.take(name, z, lo, hi); b.errors[block] == nil {
			b.columns[block].Reset(1, u.General, unitEdge, tile.AsColumns)
		}
	})
	return firstError(b.errors)
}

// bounds are the rows of a block: from lo up to hi.
func (b *unitBlocks) bounds(block int) (lo, hi int) {
	return block * unitEdge, min((block+1)*unitEdge, b.z.Rows)
}

// prepare makes rows lo up to hi those of the worker's tiles.
func (b *unitBlocks) prepare(worker, lo, hi int) *tileRows {
	w := &b.workers[worker]
	w.unit.reset(hi-lo, b.z.Cols)
	kernels.Normalize(w.unit.General, rows(b.z, lo, hi), w.unit.norms)
	w.blocks.Reset(1, w.unit.General, unitEdge, tile.AsRows)
	w.tile = grow(w.tile, w.blocks.TileSize())
	return w
}

// similar returns the tile of w's i-th block of rows and block j, until the next
// call.
func (b *unitBlocks) similar(w *tileRows, i, j int) blas32.General {
	return w.blocks.Tile(w.tile, i, &b.columns[j], 0)
}

// take sets u to rows lo up to hi of z at unit length.
func (u *unitRows) take(name string, z blas32.General, lo, hi int) error {
	u.reset(hi-lo, z.Cols)
	return u.normalize(0, name, lo, rows(z, lo, hi))
}

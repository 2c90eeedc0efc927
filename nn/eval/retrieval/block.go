package retrieval

import (
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
)

// chunkRows is the number of rows that one goroutine reads at a time.
const chunkRows = 128

// block is a stretch of a corpus at unit length.
type block struct {
	corpus Rows
	rows   blas32.General
	norms  []float32
}

// read sets the block to the corpus's rows from lo up to hi.
func (b *block) read(threads, lo, hi int) error {
	n := hi - lo
	b.rows = matrix.Resize(b.rows, n, b.corpus.Dim())
	b.norms = matrix.Grow(b.norms, n)
	errs := make([]error, (n+chunkRows-1)/chunkRows)
	parallel.For(threads, len(errs), func(chunk int) {
		first := chunk * chunkRows
		errs[chunk] = b.readChunk(first, min(first+chunkRows, n), lo)
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// readChunk sets some rows of the block, which begins with the corpus's row lo.
func (b *block) readChunk(first, end, lo int) error {
	rows := matrix.Rows(b.rows, first, end)
	if err := b.corpus.Read(rows, lo+first); err != nil {
		return err
	}
	return unit("corpus", rows, b.norms[first:end], lo+first)
}

// unit brings rows to unit length. Errors call the matrix name and count from first on.
func unit(name string, rows blas32.General, norms []float32, first int) error {
	if err := matrix.Unit(rows, rows, norms); err != nil {
		return fmt.Errorf("%s %w", name, matrix.Offset(first, err))
	}
	return nil
}

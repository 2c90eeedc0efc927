package mine

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// The rows of the corpus that are looked at together, and by one goroutine at a time.
const (
	blockRows = 2048
	chunkRows = 128
)

// digest stands for a row: equal rows have equal ones, and no two others are known.
type digest [sha256.Size]byte

func digestOf(row []float32) digest {
	b := make([]byte, 0, 4*len(row))
	for _, v := range row {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v+0)) // -0 is 0
	}
	return sha256.Sum256(b)
}

// bar sets the barred documents of every question. The corpus is read once, for the equals
// of those that are relevant or the query itself.
func (w *work) bar(ctx context.Context) error {
	for _, q := range w.questions {
		for _, r := range q.relevant {
			q.barred = append(q.barred, r.Document)
		}
		if w.Same != nil && w.Same[q.query] >= 0 {
			q.barred = append(q.barred, w.Same[q.query])
		}
	}
	digests, err := w.digestsOfBarred(ctx)
	if err != nil {
		return err
	}
	equals, err := w.equals(ctx, digests)
	if err != nil {
		return err
	}
	for _, q := range w.questions {
		for _, document := range slices.Clone(q.barred) {
			q.barred = append(q.barred, equals[digests[document]]...)
		}
		slices.Sort(q.barred)
		q.barred = slices.Compact(q.barred)
		q.rejected = slices.DeleteFunc(q.rejected, func(n retrieval.Neighbour) bool { return has(q.barred, n.Document) })
	}
	return nil
}

// digestsOfBarred are those of all documents that a question bars so far.
func (w *work) digestsOfBarred(ctx context.Context) (map[int]digest, error) {
	digests := map[int]digest{}
	row := matrix.New(1, w.Corpus.Dim())
	for _, q := range w.questions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, document := range q.barred {
			if _, known := digests[document]; known {
				continue
			}
			if err := w.read(row, document); err != nil {
				return nil, err
			}
			digests[document] = digestOf(row.Data)
		}
	}
	return digests, nil
}

// equals are the documents of each of some digests, ascending.
func (w *work) equals(ctx context.Context, of map[int]digest) (map[digest][]int, error) {
	equals := map[digest][]int{}
	for _, d := range of {
		equals[d] = nil
	}
	n := w.Corpus.Len()
	count := eval.Count(ctx, "equal rows", "documents", n)
	var rows blas32.General
	for lo := 0; lo < n; lo += blockRows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows = matrix.Resize(rows, min(blockRows, n-lo), w.Corpus.Dim())
		digests, err := w.digests(rows, lo)
		if err != nil {
			return nil, err
		}
		for i, d := range digests {
			if documents, wanted := equals[d]; wanted {
				equals[d] = append(documents, lo+i)
			}
		}
		count(rows.Rows)
	}
	return equals, nil
}

// digests returns those of the rows of the corpus from lo on, as many as rows has room for.
func (w *work) digests(rows blas32.General, lo int) ([]digest, error) {
	digests := make([]digest, rows.Rows)
	errs := make([]error, (rows.Rows+chunkRows-1)/chunkRows)
	parallel.For(w.threads, len(errs), func(chunk int) {
		first := chunk * chunkRows
		end := min(first+chunkRows, rows.Rows)
		if errs[chunk] = w.read(matrix.Rows(rows, first, end), lo+first); errs[chunk] != nil {
			return
		}
		for i := first; i < end; i++ {
			digests[i] = digestOf(matrix.Row(rows, i))
		}
	})
	return digests, firstOf(errs)
}

// firstOf is the first error that there is.
func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

package mine

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas"
)

// compare sets the similarities of the documents that are judged, to the bits that a search
// finds, and ranks those that are not relevant.
func (w *work) compare(ctx context.Context) error {
	errs := make([]error, len(w.questions))
	parallel.For(w.threads, len(errs), func(i int) {
		if errs[i] = ctx.Err(); errs[i] == nil {
			errs[i] = w.compareJudged(w.questions[i])
		}
	})
	return firstOf(errs)
}

func (w *work) compareJudged(q *question) error {
	u := w.rows(1, func(int) int { return q.query })
	if err := matrix.Unit(u, u, make([]float32, 1)); err != nil {
		return fmt.Errorf("queries %w", matrix.Offset(q.query, err))
	}
	judged := slices.Concat(q.relevant, q.rejected)
	documents, scores := matrix.New(len(judged), w.Corpus.Dim()), matrix.New(1, len(judged))
	for i, n := range judged {
		if err := w.read(matrix.Rows(documents, i, i+1), n.Document); err != nil {
			return err
		}
	}
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, u, documents, 0, scores)
	for i := range q.relevant {
		q.relevant[i].Score = scores.Data[i]
	}
	for i := range q.rejected {
		q.rejected[i].Score = scores.Data[len(q.relevant)+i]
	}
	slices.SortFunc(q.rejected, w.order)
	return nil
}

// order compares neighbours by rank.
func (w *work) order(a, b retrieval.Neighbour) int {
	switch {
	case a.Score != b.Score:
		return cmp.Compare(b.Score, a.Score)
	case w.Before == nil:
		return cmp.Compare(a.Document, b.Document)
	case w.Before(a.Document, b.Document):
		return -1
	}
	return 1
}

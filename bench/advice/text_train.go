package main

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/analysis"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

func (t *texts) train(ctx context.Context, seed uint64, tau float64) (*Training, error) {
	passes := adapt.Defaults().Passes
	r, err := t.fit(ctx, seed, tau, passes)
	if err != nil {
		return nil, err
	}
	out := &Training{Tau: tau}
	most := math.Inf(-1) // gained so far: the number of passes is chosen by it
	for _, p := range r.Curve {
		most = max(most, rounded(p.Gain, 4))
		out.Epochs = append(out.Epochs, p.Passes)
		out.Curve = append(out.Curve, most)
	}
	if out.Scores, err = t.score(ctx, r.Query); err != nil {
		return nil, err
	}
	if !slices.Contains(references, tau) {
		return out, nil
	}
	if r, err = t.fit(ctx, seed, tau, passes/8); err != nil {
		return nil, err
	}
	queries, err := by(r.Query, t.learned.rows)
	if err != nil {
		return nil, err
	}
	out.Early, err = t.look(ctx, queries)
	return out, err
}

// by are rows by a head, at unit length.
func by(h *adapt.Head, rows blas32.General) (blas32.General, error) {
	y := matrix.New(rows.Rows, h.Out())
	return y, h.Apply(1, y, rows)
}

// score is nDCG@10 of the test queries by a head: of all, and of those without a document
// that was relevant in training.
func (t *texts) score(ctx context.Context, h *adapt.Head) (map[string]float64, error) {
	queries, err := by(h, t.tested.rows)
	if err != nil {
		return nil, err
	}
	search := retrieval.Search{K: 10, Before: t.ids.Before}
	found, err := search.Find(ctx, 1, retrieval.Matrix(t.corpus), queries)
	if err != nil {
		return nil, err
	}
	scores, err := retrieval.Score(t.tested.qrels, found.Run(t.tested.ids, t.ids), retrieval.NDCG(10))
	if err != nil {
		return nil, err
	}
	sum, n := 0.0, 0
	for i, query := range scores.Queries {
		if !t.hasSeen(query) {
			sum += scores.Values[0][i]
			n++
		}
	}
	return map[string]float64{all: rounded(scores.Means[0], 4), unseen: rounded(sum/float64(n), 4)}, nil
}

// hasSeen tells whether a document that is relevant to a test query was so in training.
func (t *texts) hasSeen(query string) bool {
	for document, grade := range t.tested.qrels[query] {
		if grade >= 1 && t.seen[document] {
			return true
		}
	}
	return false
}

// look looks at the training queries, as rows of unit length: their positives are the
// documents that are relevant to them, their negatives all others.
func (t *texts) look(ctx context.Context, queries blas32.General) (*Snapshot, error) {
	judged, err := t.judgements()
	if err != nil {
		return nil, err
	}
	relevant := make([][]int, queries.Rows)
	for _, j := range judged {
		if j.Grade >= 1 {
			relevant[j.Query] = append(relevant[j.Query], j.Doc)
		}
	}
	fine := fineTaus()
	sums, anchors := make([]analysis.Spread, len(fine)), 0.0
	var negatives deviations
	var positives []float32
	s := matrix.New(1, t.corpus.Rows)
	for q := range queries.Rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(relevant[q]) == 0 {
			continue
		}
		kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, matrix.Rows(queries, q, q+1), t.corpus, 0, s)
		own, others := apart(s.Data, relevant[q])
		positives = append(positives, own...)
		negatives.add(others)
		anchors++
		if err := addSpreads(sums, others, fine); err != nil {
			return nil, err
		}
	}
	out := &Snapshot{Negatives: t.corpus.Rows - 1}
	for _, sum := range sums {
		out.add(analysis.Spread{
			Entropy: sum.Entropy / anchors, EffectiveNegatives: sum.EffectiveNegatives / anchors, HardestShare: sum.HardestShare / anchors,
		})
	}
	out.moments(negatives, positives)
	return out, nil
}

// apart are the similarities of the documents in a list, and those of all others.
func apart(s []float32, list []int) (in, out []float32) {
	for document, v := range s {
		if slices.Contains(list, document) {
			in = append(in, v)
		} else {
			out = append(out, v)
		}
	}
	return in, out
}

// addSpreads adds how each temperature spreads the gradient over one anchor's negatives.
func addSpreads(sums []analysis.Spread, s []float32, taus []float64) error {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b float32) int { return cmp.Compare(b, a) })
	r := make([]float64, len(s))
	for i, tau := range taus {
		if err := analysis.Penalties(r, s, tau); err != nil {
			return err
		}
		entropy := analysis.Entropy(r)
		sums[i].Entropy += entropy
		sums[i].EffectiveNegatives += portable.Exp(entropy)
		for _, v := range r[:(len(r)+99)/100] {
			sums[i].HardestShare += v
		}
	}
	return nil
}

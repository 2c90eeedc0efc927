package loss

import (
	"context"

	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// streamEdge is the number of candidates that are met at once.
	streamEdge = 128
	// streamSum and streamParts bound the candidates of a part from below and the
	// number of parts from above; no part has more than longSum.
	streamSum   = 4096
	streamParts = 64
)

// streamPart is the number of candidates in a part of n. It belongs to the
// specification, for sums break where parts end.
func streamPart(n int) int {
	even := (n + streamParts - 1) / streamParts
	even = (even + streamEdge - 1) / streamEdge * streamEdge
	return min(max(even, streamSum), longSum)
}

// stream is the engine for the softmax over all negatives where candidates have
// no gradient. Each of them is read, brought to unit length, met by all anchors
// and forgotten: with E_ij = exp(s_ij/τ) over the negatives,
//
//	R_i = Σ_j E_ij    dA_i = (share_i/(τ R_i)) (Σ_j E_ij c_j - R_i c_p)
//
// where share_i = R_i/(R_i + e_ip). Parts of the candidates have sums of their
// own, which are combined in order in float64. No maximum is taken: it serves
// temperatures above coldTau, at which exp(±1/τ) are normal numbers.
type stream struct {
	ctx        context.Context
	problem    *problem
	bank       blas32.General // the candidates as they were given
	normalized bool
	scale      float32 // 1/τ

	anchors      tile.Blocks
	part         int            // candidates of a part
	positives    blas32.General // a unit row for each anchor
	similarities []float32      // to it
	sums         []float64      // by parts: R
	grads        []float32      // by parts: Σ E c
	errors       []error        // by parts
	pairs        [][]int32      // by tiles of candidates: the anchors whose positives they are
	workers      []streamWorker

	meetPart func(worker, part int)
	owner    *stream // whose method meetPart is: a copy of s makes its own
}

// streamWorker is what a worker needs for a tile of candidates.
type streamWorker struct {
	units  unitRows
	blocks tile.Blocks
	grads  tile.Sums
	tile   []float32
}

func (s *stream) solve(ctx context.Context, threads int, normalized bool, tau float64, p *problem) error {
	s.ctx, s.problem, s.bank, s.normalized, s.scale = ctx, p, p.candidates, normalized, float32(1/tau)
	s.reset(max(1, threads))
	parallel.ForWorker(threads, s.parts(), s.meetPart)
	if err := firstError(s.errors); err != nil {
		return err
	}
	for i := range p.anchors.Rows {
		s.finish(i, tau)
	}
	return nil
}

func (s *stream) reset(threads int) {
	if s.owner != s {
		s.owner, s.meetPart = s, s.meet
	}
	m, d, n := s.problem.anchors.Rows, s.problem.anchors.Cols, s.bank.Rows
	s.anchors.Reset(threads, s.problem.anchors, streamEdge, tile.AsColumns)
	s.part = streamPart(n)
	s.positives = dense(grow(s.positives.Data, m*d), m, d)
	s.similarities = grow(s.similarities, m)
	s.sums, s.grads = grow(s.sums, s.parts()*m), grow(s.grads, s.parts()*m*d)
	clear(s.sums)
	s.errors = grow(s.errors, s.parts())
	s.pairs = grow(s.pairs, (n+streamEdge-1)/streamEdge)
	for i := range s.pairs {
		s.pairs[i] = s.pairs[i][:0]
	}
	for i, p := range s.problem.index {
		s.pairs[p/streamEdge] = append(s.pairs[p/streamEdge], int32(i))
	}
	for len(s.workers) < threads {
		s.workers = append(s.workers, streamWorker{})
	}
	for i := range s.workers {
		w := &s.workers[i]
		w.units.reset(streamEdge, d)
		w.tile = grow(w.tile, s.anchors.TileSize())
	}
}

func (s *stream) parts() int { return (s.bank.Rows + s.part - 1) / s.part }

// meet takes the candidates of a part.
func (s *stream) meet(worker, part int) {
	w := &s.workers[worker]
	lo, hi := part*s.part, min((part+1)*s.part, s.bank.Rows)
	w.grads.Reset(&s.anchors)
	for j := lo; j < hi; j += streamEdge {
		s.errors[part] = s.ctx.Err()
		if s.errors[part] == nil {
			s.errors[part] = s.meetTile(w, part, j, min(j+streamEdge, hi))
		}
		if s.errors[part] != nil {
			return
		}
	}
	m, d := s.problem.anchors.Rows, s.problem.anchors.Cols
	grads := dense(s.grads[part*m*d:], m, d)
	for i := range s.anchors.Count() {
		w.grads.Drain(i, grads)
	}
}

// meetTile takes the candidates from lo up to hi.
func (s *stream) meetTile(w *streamWorker, part, lo, hi int) error {
	c, err := s.unitRows(w, lo, hi)
	if err != nil {
		return err
	}
	w.blocks.Reset(1, c, streamEdge, tile.AsRows|tile.AsFactor)
	pairs := s.pairs[lo/streamEdge]
	for _, i := range pairs {
		copy(row(s.positives, int(i)), row(c, s.problem.index[i]-lo))
	}
	for block := range s.anchors.Count() {
		from, to := s.anchors.Bounds(block)
		e := w.blocks.Tile(w.tile, 0, &s.anchors, block)
		for _, i := range pairs {
			if i := int(i); from <= i && i < to {
				similarity := &row(e, s.problem.index[i]-lo)[i-from]
				s.similarities[i], *similarity = *similarity, negInf
			}
		}
		sums := s.sums[part*s.problem.anchors.Rows:]
		tile.Exp(e, e, 0, s.scale, nil, sums[from:to])
		w.grads.Add(block, blas.Trans, e, &w.blocks, 0)
	}
	return nil
}

// unitRows returns the candidates from lo up to hi at unit length.
func (s *stream) unitRows(w *streamWorker, lo, hi int) (blas32.General, error) {
	z := rows(s.bank, lo, hi)
	switch {
	case s.normalized && z.Stride == z.Cols:
		return z, checkUnit("bank", lo, z)
	case s.normalized:
		return rows(w.units.General, 0, hi-lo), w.units.copyUnit(0, "bank", lo, z)
	}
	return rows(w.units.General, 0, hi-lo), w.units.normalize(0, "bank", lo, z)
}

// finish completes an anchor.
func (s *stream) finish(i int, tau float64) {
	m, d := s.problem.anchors.Rows, s.problem.anchors.Cols
	var sum float64
	for part := range s.parts() {
		sum += s.sums[part*m+i]
	}
	loss, share := negativeShare(sum, float64(float64(s.similarities[i])*float64(s.scale)))
	s.problem.losses[i] = loss
	factor := s.problem.weight * share / tau
	positive := row(s.positives, i)
	for k := range positive {
		var total float64
		for part := range s.parts() {
			total += float64(s.grads[(part*m+i)*d+k])
		}
		row(s.problem.toAnchors.grad, i)[k] = float32(factor * (total/sum - float64(positive[k])))
	}
}

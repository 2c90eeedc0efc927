package loss

import (
	"context"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss/internal/solve"
	"gonum.org/v1/gonum/blas/blas32"
)

// ErrNoAnchors is the error of a problem in which every anchor is skipped, so that
// there is no loss. A training step can be left out for it.
var ErrNoAnchors = solve.ErrNoAnchors

// Compute returns the loss l of a problem with its gradients, on one thread. It
// returns an error for a row that cannot be normalised, which it names; for shapes,
// labels, extra negatives and indices that do not fit; for an anchor without
// negatives in the problem; for a loss whose parameters are out of range; and
// [ErrNoAnchors]. In a loop, use a [Workspace].
func Compute(l Loss, p Problem) (Result, error) {
	return new(Workspace).Compute(context.Background(), l, p)
}

// A Workspace computes losses on buffers that it keeps: a second call with
// the same shapes allocates nothing on one thread. The zero value is ready. A
// Workspace serves one call at a time and must not be copied.
type Workspace struct {
	_ noCopy

	// Threads is the number of goroutines that work at once; 0 means one. It
	// changes no bit of any result.
	Threads int
	// Budget is the memory, in bytes, for exponentials (at τ ≤ 0.025 similarities) that
	// would otherwise be computed twice, where candidates have gradients; 0 means 256
	// MiB, less than 0 none. None are kept when less than a quarter of them would fit,
	// and no more memory is taken than they need. It changes no bit of any result.
	Budget int64

	solver  solve.Solver
	problem solve.Problem
	grads   [2]blas32.General

	last Loss // and what was made of it
	rule solve.Rule
	keep Selection
}

// noCopy lets go vet find copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// Compute is the function [Compute] on the workspace's threads and buffers. It
// returns ctx's error if it ends. The result holds until the next call.
func (w *Workspace) Compute(ctx context.Context, l Loss, p Problem) (Result, error) {
	if err := w.use(l); err != nil {
		return Result{}, err
	}
	if err := p.check(w.rule, w.keep); err != nil {
		return Result{}, err
	}
	p.describe(&w.problem)
	res, err := w.solver.Solve(ctx, solve.Options{Threads: w.Threads, Budget: w.Budget}, w.rule, w.keep.solved(), &w.problem)
	if err != nil {
		return Result{}, err
	}
	return Result{
		Loss: res.Loss, PerAnchor: res.PerAnchor, Negatives: res.Negatives, Skipped: res.Skipped,
		Grads: w.split(&p, res), GradExtra: res.Extra,
		Tau: res.Tau, Scalars: Scalars{LogScale: res.LogScale, Bias: res.Bias},
	}, nil
}

// use makes the rule of l the one that w executes.
func (w *Workspace) use(l Loss) error {
	if l != nil && l == w.last {
		return nil
	}
	w.last = nil
	if err := Check(l); err != nil {
		return err
	}
	base, keep, _ := parts(l)
	w.last, w.rule, w.keep = l, base.rule(), keep
	return nil
}

// describe says what p is in the engines' terms.
func (p *Problem) describe(s *solve.Problem) {
	*s = solve.Problem{
		Index: p.index, Labels: p.Labels, Unit: p.Unit, Shared: p.ExtraShared,
		First: p.First, Last: p.Last, Positives: solve.Lists(p.Positives), Excluded: solve.Lists(p.Excluded),
	}
	s.Extra.Parts[0] = solve.Part{Name: "extra", General: p.Extra}
	first, second := &s.Anchors.Parts[0], &s.Candidates.Parts[0]
	*first = solve.Part{Name: "z0", General: p.a}
	switch p.arrangement {
	case inBatch:
		second, s.Offset = &s.Anchors.Parts[1], p.a.Rows
	case views:
		first.Name, s.Offset = "z", p.pairs
	case symmetric:
		s.Both = true
	case bank:
		first.Name, s.Frozen = "z", true
	}
	*second = solve.Part{Name: "z1", General: p.b}
	if p.arrangement == bank {
		second.Name = "bank"
	}
}

// split returns the gradients in the order of the problem's arguments.
func (w *Workspace) split(p *Problem, res solve.Result) []blas32.General {
	switch p.arrangement {
	case inBatch:
		b := p.a.Rows
		w.grads = [2]blas32.General{matrix.Rows(res.Anchors, 0, b), matrix.Rows(res.Anchors, b, 2*b)}
		return w.grads[:]
	case views, bank:
		w.grads[0] = res.Anchors
		return w.grads[:1]
	}
	w.grads = [2]blas32.General{res.Anchors, res.Candidates}
	return w.grads[:]
}

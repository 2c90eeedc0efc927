package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/optim"
)

// A batch is one step's items, and what has become of them so far.
type batch struct {
	step  int            // of the run, counted from 0
	items []int          // of the data
	x     nn.Tensor      // the first view of every item, then the second if there is one
	z     blas32.General // embeddings of the views that pass the trained encoder
	keys  blas32.General // of those that pass the key encoder, if there is one
}

// step trains on one batch, of items that the epoch has had so often before. Towers see
// views and yield embeddings, however many encoders and passes that takes; compare sees
// embeddings alone, wherever they come from.
//
// Until the optimiser moves, what has changed can be taken back: a step that ctx ends has
// not begun. One that leaves weights which are not finite cannot be taken back any more.
// Where every anchor is skipped there is no gradient, and nothing learns: see EpochStats.
func (r *training) step(ctx context.Context, items, again []int) error {
	begun := time.Now()
	b := r.view(items, again)
	if err := r.towers.forward(ctx, b); err != nil {
		r.towers.undo()
		if errors.Is(err, ctx.Err()) {
			return err
		}
		return r.diverged(b, err.Error())
	}
	res, err := r.compare(ctx, b)
	empty := errors.Is(err, loss.ErrNoAnchors)
	if err == nil {
		err = r.towers.backward(ctx, res.Grads[0])
	}
	if err != nil && !empty {
		r.negatives.undo()
		r.towers.undo()
		return err
	}
	if !empty {
		r.temperature.take(res)
		if r.set.ClipNorm > 0 {
			optim.ClipNorm(r.set.Threads, r.moved, r.set.ClipNorm)
		}
		r.optimiser.Step(r.set.Threads, r.rates().rate(b.step))
		r.temperature.hold()
		r.towers.follow()
		r.follow(b.step)
	}
	r.negatives.remember(b)
	if r.ruined = r.checkFinite(b); r.ruined != nil {
		return r.ruined
	}
	r.count(b, res, empty, time.Since(begun))
	return nil
}

// view renders the views of a batch. What a view looks like depends on seed, epoch, item
// and view alone; an item that comes again in an epoch has new ones.
func (r *training) view(items, again []int) *batch {
	s, views := r.items.Shape(), r.negatives.views()
	n := len(items) * views
	r.views = matrix.Grow(r.views, n*s.Size())
	parallel.For(r.set.Threads, n, func(i int) {
		at := i % len(items)
		key := data.Key{Seed: r.set.Seed, Epoch: uint64(r.at.Epoch), View: again[at]*views + i/len(items)}
		r.items.View(r.views[i*s.Size():][:s.Size()], items[at], r.set.Augment, key)
	})
	return &batch{
		step:  r.at.Epoch*r.set.batches() + r.at.Batch,
		items: items,
		x:     nn.Tensor{N: n, H: s.Height, W: s.Width, C: s.Channels, Data: r.views},
	}
}

// compare is the loss of a batch's embeddings, with their gradient.
func (r *training) compare(ctx context.Context, b *batch) (loss.Result, error) {
	problem := r.negatives.problem(b)
	l, err := r.temperature.lossAt(b.step)
	if err != nil {
		return loss.Result{}, err
	}
	res, err := r.workspace.Compute(ctx, l, problem)
	if err == nil && (math.IsNaN(res.Loss) || math.IsInf(res.Loss, 0)) {
		err = r.diverged(b, fmt.Sprintf("the loss is %v", res.Loss))
	}
	return res, err
}

// count enters a step that has been made into the epoch's account, and tells of it.
func (r *training) count(b *batch, res loss.Result, empty bool, took time.Duration) {
	if empty {
		res.Skipped = r.set.anchors()
		r.at.EmptySteps++
	}
	r.at.Batch++
	r.at.LossSum += res.Loss
	r.at.Skipped += res.Skipped
	r.at.timed += took
	r.at.steps++
	if res.Tau != 0 {
		r.at.Tau = res.Tau
	}
	for _, o := range r.set.Observers {
		if o.OnStep != nil {
			o.OnStep(Step{r.at.Epoch + 1, r.at.Batch, r.set.batches(), len(b.items), res.Loss, res.Tau, empty})
		}
	}
}

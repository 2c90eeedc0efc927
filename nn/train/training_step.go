package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
)

// step trains on one batch of images, which are rows of the data set. Where every
// anchor is skipped there is no gradient, and nothing learns: see EpochStats.
func (r *training) step(images []int) error {
	start := time.Now()
	step := r.at.Epoch*r.set.batches() + r.at.Batch
	res, err := r.lossOf(step, images)
	empty := errors.Is(err, loss.ErrNoAnchors)
	if err != nil && !empty {
		return err
	}
	if !empty {
		r.learn(step, res)
	}
	r.negatives.remember()
	if err := r.checkFinite(); err != nil {
		return err
	}
	if empty {
		res.Skipped = r.set.anchors()
		r.at.EmptySteps++
	}
	r.count(res, time.Since(start))
	if r.set.Progress != nil {
		r.set.Progress(Step{r.at.Epoch + 1, r.at.Batch, r.set.batches(), len(images), res.Loss, res.Tau, empty})
	}
	return nil
}

// lossOf is the loss of a step, with its gradients.
func (r *training) lossOf(step int, images []int) (loss.Result, error) {
	l, err := r.temperature.lossAt(step)
	if err != nil {
		return loss.Result{}, err
	}
	p, err := r.negatives.problem(sample{step, images, r.augment(images)})
	if err != nil {
		return loss.Result{}, err
	}
	res, err := r.workspace.Compute(context.Background(), l, p)
	if err == nil && (math.IsNaN(res.Loss) || math.IsInf(res.Loss, 0)) {
		err = fmt.Errorf("the loss is %v", res.Loss)
	}
	return res, err
}

// learn moves all that the optimiser moves, and what follows it, by the gradient of
// a step's loss.
func (r *training) learn(step int, res loss.Result) {
	r.set.Encoder.Backward(res.Grads[0])
	r.temperature.take(res)
	r.optimiser.step(r.schedule().rate(step), r.set.Threads)
	r.temperature.hold()
	r.negatives.follow()
}

// count enters a step that has been made into the epoch's account.
func (r *training) count(res loss.Result, took time.Duration) {
	r.at.Batch++
	r.at.LossSum += res.Loss
	r.at.Skipped += res.Skipped
	r.at.Seconds += took.Seconds()
	if res.Tau != 0 {
		r.at.Tau = res.Tau
	}
}

// augment renders the views of a batch: the first of every image, then the
// second. What a view looks like depends on seed, epoch, image and view alone.
func (r *training) augment(images []int) nn.Tensor {
	d := r.set.Data
	size := d.Height * d.Width * d.Channels
	n := len(images) * r.negatives.views()
	r.views = matrix.Grow(r.views, n*size)
	parallel.For(r.set.Threads, n, func(i int) {
		image, view := images[i%len(images)], i/len(images)
		r.set.Augment.View(r.views[i*size:][:size], d, image, r.set.Seed, uint64(r.at.Epoch), view)
	})
	return nn.Tensor{N: n, H: d.Height, W: d.Width, C: d.Channels, Data: r.views}
}

// checkFinite returns an error that names a tensor which holds a NaN or an
// infinity: it makes the sum of all a NaN or an infinity too.
func (r *training) checkFinite() error {
	state := r.set.Encoder.State()
	all := stretches(state)
	sums := make([]float32, len(all))
	parallel.For(r.set.Threads, len(all), func(i int) {
		s := all[i]
		sums[i] = kernels.Sum(state[s.param].Value[s.from:s.to])
	})
	suspects := r.temperature.tensors()
	if !finite(sums) {
		suspects = append(suspects, encoderTensors("", r.set.Encoder)...)
	}
	for _, t := range suspects {
		if !finite(t.Data) {
			return fmt.Errorf("%s is no longer finite", t.Name)
		}
	}
	return nil
}

// finite tells whether x holds neither a NaN nor an infinity.
func finite(x []float32) bool {
	sum := kernels.Sum(x)
	return sum-sum == 0
}

package nn

import (
	"fmt"
	"math"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
)

// step trains on one batch of images, which are rows of the data set.
func (r *training) step(images []int) error {
	start := time.Now()
	step := r.at.Epoch*r.set.batches() + r.at.Batch
	l, err := r.temperature.lossAt(step)
	if err != nil {
		return err
	}
	res, err := r.negatives.gradient(&r.workspace, sample{step, images, r.augment(images), l})
	if err != nil {
		return err
	}
	if math.IsNaN(res.Loss) || math.IsInf(res.Loss, 0) {
		return fmt.Errorf("the loss is %v", res.Loss)
	}
	r.temperature.take(res)
	r.optimiser.step(r.schedule().rate(step), r.set.Threads)
	r.temperature.clamp()
	r.negatives.update()
	if err := checkFinite(append(encoderTensors("", r.set.Encoder), r.temperature.tensors()...)); err != nil {
		return err
	}
	r.count(res, time.Since(start))
	if r.set.Progress != nil {
		r.set.Progress(Step{r.at.Epoch + 1, r.at.Batch, r.set.batches(), len(images), res.Loss, res.Tau})
	}
	return nil
}

// count enters a step that has been made into the epoch's account.
func (r *training) count(res loss.Result, took time.Duration) {
	r.at.Batch++
	r.at.LossSum += res.Loss
	r.at.Skipped += res.Skipped
	r.at.Seconds += took.Seconds()
	r.tau = res.Tau
}

// augment renders the views of a batch: the first of every image, then the
// second. What a view looks like depends on seed, epoch, image and view alone.
func (r *training) augment(images []int) Tensor {
	d := r.set.Data
	size := d.Height * d.Width * d.Channels
	n := len(images) * r.negatives.views()
	r.views = matrix.Grow(r.views, n*size)
	parallel.For(r.set.Threads, n, func(i int) {
		image, view := images[i%len(images)], i/len(images)
		r.set.Augment.View(r.views[i*size:][:size], d, image, r.set.Seed, uint64(r.at.Epoch), view)
	})
	return Tensor{N: n, H: d.Height, W: d.Width, C: d.Channels, Data: r.views}
}

// checkFinite returns an error that names a tensor which holds a NaN or an
// infinity: it makes the tensor's sum one too.
func checkFinite(ts []tensor) error {
	for _, t := range ts {
		if sum := kernels.Sum(t.data); sum-sum != 0 {
			return fmt.Errorf("%s is no longer finite", t.name)
		}
	}
	return nil
}

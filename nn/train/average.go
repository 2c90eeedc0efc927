package train

import (
	"context"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/optim"
)

// follow moves the averaged weights and statistics towards those of the encoder after a
// step, counted from 0. In the first steps they follow faster, so that the random weights
// of the beginning are soon forgotten: by (1+t)/(10+t) where that is less than the decay.
func (r *training) follow(step int) {
	if r.average == nil {
		return
	}
	t := float64(step)
	keep := min(r.set.EMA, (1+t)/(10+t))
	optim.Average(r.set.Threads, r.average.State(), r.set.Encoder.State(), keep)
}

// measure measures the held-out items at the end of an epoch, nil where it is not time.
func (r *training) measure(ctx context.Context, epoch int) (*eval.Measures, error) {
	if r.set.Holdout == 0 || epoch%r.set.EvalEvery != 0 && epoch != r.set.Epochs {
		return nil, nil
	}
	items := r.set.heldout()
	z, err := r.best().Embed(ctx, items)
	if err != nil {
		return nil, err
	}
	m, err := eval.Measure(ctx, r.set.Threads, eval.Labelled{Rows: z.Embedding, Labels: data.Labels(items)})
	return &m, err
}

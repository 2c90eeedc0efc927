package suite

import (
	"context"
	"sync"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

const batch = 128

// trainingSteps returns the cases of a step of resnet8 as package nn's Trainer
// takes it by default: views, forward, loss against the memory bank, backward,
// SGD.
func (d draw) trainingSteps(threads int) []Case {
	images := sync.OnceValue(func() *data.Set { return data.Shapes(data.Train, d.seed).Limit(10 * batch) })
	encoder, err := nn.NewEncoder("resnet8", data.Shape{Height: 32, Width: 32, Channels: 3}, width, d.seed)
	if err != nil {
		panic(err) // the name and the sizes are our own
	}
	flops := batch * encoder.Operations().Step
	var cases []Case
	for _, t := range atThreads(threads) {
		cases = append(cases, Case{
			Name: "train_resnet8", ISA: kernels.Active().Name(), Threads: t, Shape: shape(batch, 32, 32, 3), Unit: GFLOPs,
			Flops:   flops,
			Prepare: func() (Subject, error) { return d.trainingStep(encoder.Clone(), images(), t) },
		})
	}
	return cases
}

func (d draw) trainingStep(encoder *nn.Encoder, images *data.Set, threads int) (Subject, error) {
	settings := train.Defaults()
	settings.Batch, settings.Seed = batch, d.seed
	run := NewTraining(train.Trainer{
		Settings: settings, Encoder: encoder, Loss: loss.Contrastive{Tau: tau}, Source: images, Threads: threads,
	})
	return Subject{Time: run.Steps, Close: run.Close}, nil
}

// A Training is a run of a Trainer that goes on a number of steps at a time, for as
// long as it is asked to.
type Training struct {
	next chan struct{} // closed at the end
	done chan error    // after each step, and with the run's end
	stop context.CancelFunc
}

// NewTraining returns the run of a trainer, whose Epochs and Observers it sets. What
// the run prepares before its first step counts as that step's.
func NewTraining(t train.Trainer) *Training {
	ctx, stop := context.WithCancel(context.Background())
	r := &Training{next: make(chan struct{}), done: make(chan error), stop: stop}
	t.Epochs = 1 << 20
	t.Observers = []train.Observer{{OnStep: func(train.Step) { r.stepped() }}}
	go r.train(ctx, &t)
	return r
}

func (r *Training) train(ctx context.Context, t *train.Trainer) {
	<-r.next
	r.done <- t.Train(ctx)
	close(r.done)
}

// stepped is called between two steps of the run.
func (r *Training) stepped() {
	r.done <- nil
	<-r.next
}

// Steps takes a number of steps.
func (r *Training) Steps(n int) (time.Duration, error) {
	start := time.Now()
	for range n {
		r.next <- struct{}{}
		if err := <-r.done; err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// Close lets the run notice that it has ended, and waits for it.
func (r *Training) Close() {
	r.stop()
	close(r.next)
	for range r.done {
	}
}

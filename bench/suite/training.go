package suite

import (
	"context"
	"sync"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

const batch = 128

// trainingSteps returns the cases of a step of resnet8 as package nn's Trainer
// takes it by default: views, forward, loss against the memory bank, backward,
// SGD.
func (d draw) trainingSteps(threads int) []Case {
	images := sync.OnceValue(func() *data.Set { return data.Shapes(data.Train, d.seed).Limit(10 * batch) })
	encoder, err := nn.NewEncoder("resnet8", 32, 32, 3, width, d.seed)
	if err != nil {
		panic(err) // the name and the sizes are our own
	}
	flops := batch * operationsOf(encoder, encoderUsesWinograd).direct
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
	s := &stepper{next: make(chan struct{}), done: make(chan error)}
	trainer := &nn.Trainer{
		Encoder: encoder, Loss: loss.Contrastive{Tau: 0.1}, Data: images,
		Batch: batch, Seed: d.seed, Threads: threads, Epochs: 1 << 20,
		Progress: func(nn.Step) { s.stepped() },
	}
	ctx, stop := context.WithCancel(context.Background())
	go s.train(ctx, trainer)
	return Subject{Time: s.steps, Close: func() { stop(); s.end() }}, nil
}

// A stepper lets a training run go on one step at a time.
type stepper struct {
	next chan struct{} // closed at the end
	done chan error    // after each step, and with the run's end
}

func (s *stepper) train(ctx context.Context, t *nn.Trainer) {
	<-s.next
	s.done <- t.Train(ctx)
	close(s.done)
}

// stepped is called between two steps of the run.
func (s *stepper) stepped() {
	s.done <- nil
	<-s.next
}

// steps takes a number of steps.
func (s *stepper) steps(n int) (time.Duration, error) {
	start := time.Now()
	for range n {
		s.next <- struct{}{}
		if err := <-s.done; err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// end lets the run notice that its context has ended, and waits for it.
func (s *stepper) end() {
	close(s.next)
	for range s.done {
	}
}

package suite

import (
	"context"
	"fmt"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
)

// The settings of a step's optimiser.
const stepRate, stepMomentum = 0.03, 0.9

// sgdStretch is how many weights of a tensor one task moves, so that no tensor,
// however large, keeps one core busy while the others wait.
const sgdStretch = 16384

// A Step is a training step without what surrounds it: forward, the loss of two
// views in a batch, backward, and SGD with momentum, on images that lie in memory.
type Step struct {
	Encoder *nn.Encoder
	Images  nn.Tensor // the first views of all pairs, then the second

	loss    loss.Loss
	solver  loss.Workspace
	weights []weights
}

// weights are a stretch of a parameter with its velocity.
type weights struct{ value, grad, velocity []float32 }

// NewStep returns the step of an encoder on a batch of pairs of views, on the
// encoder's number of threads. It returns an error if the number of images is odd.
func NewStep(e *nn.Encoder, images nn.Tensor) (*Step, error) {
	if images.N%2 != 0 {
		return nil, fmt.Errorf("%d images are no pairs of views", images.N)
	}
	s := &Step{Encoder: e, Images: images, loss: loss.Contrastive{Tau: tau}}
	s.SetThreads(e.Threads)
	for _, p := range e.Params() {
		velocity := make([]float32, len(p.Value))
		for from := 0; from < len(velocity); from += sgdStretch {
			to := min(from+sgdStretch, len(velocity))
			s.weights = append(s.weights, weights{p.Value[from:to], p.Grad[from:to], velocity[from:to]})
		}
	}
	return s, nil
}

// SetThreads sets the number of threads that the step works on.
func (s *Step) SetThreads(n int) { s.Encoder.Threads, s.solver.Threads = n, n }

// Gradients computes the loss and the gradients of the parameters.
func (s *Step) Gradients(ctx context.Context) (float64, error) {
	z, err := s.Encoder.Forward(ctx, s.Images)
	if err != nil {
		return 0, err
	}
	p := loss.Views(z, s.Images.N/2)
	p.Unit = true
	res, err := s.solver.Compute(ctx, s.loss, p)
	if err != nil {
		return 0, err
	}
	return res.Loss, s.Encoder.Backward(ctx, res.Grads[0])
}

// Take takes the whole step.
func (s *Step) Take(ctx context.Context) error {
	if _, err := s.Gradients(ctx); err != nil {
		return err
	}
	parallel.For(s.Encoder.Threads, len(s.weights), func(i int) {
		w := s.weights[i]
		kernels.SGD(w.value, w.velocity, w.grad, stepRate, stepMomentum, 0)
	})
	return nil
}

// Time takes the step a number of times and returns how long that took.
func (s *Step) Time(ctx context.Context, calls int) (time.Duration, error) {
	start := time.Now()
	for range calls {
		if err := s.Take(ctx); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

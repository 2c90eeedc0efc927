package train

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/optim"
)

// towers are what the views of a batch pass through: the encoder that is trained, and for
// a Queue the key encoder that follows it. What is compared with what afterwards is not
// their concern.
type towers struct {
	encoder  *nn.Encoder
	key      *nn.Encoder // nil: all views pass the encoder
	momentum float64     // of the key encoder

	statistics []*nn.Param // the running ones of both
	before     []float32   // their values before the step
}

func newTowers(t *Trainer) *towers {
	w := &towers{encoder: t.Encoder, momentum: t.KeyMomentum}
	if t.Negatives == Queue {
		w.key = t.Encoder.Clone()
	}
	for _, e := range w.all() {
		for _, p := range e.State() {
			if p.Grad == nil {
				w.statistics = append(w.statistics, p)
			}
		}
	}
	return w
}

// use sets the number of goroutines.
func (w *towers) use(threads int) {
	for _, e := range w.all() {
		e.Threads = threads
	}
}

func (w *towers) all() []*nn.Encoder {
	if w.key == nil {
		return []*nn.Encoder{w.encoder}
	}
	return []*nn.Encoder{w.encoder, w.key}
}

// forward fills in the batch's embeddings. With a key encoder the second views are its.
func (w *towers) forward(ctx context.Context, b *batch) (err error) {
	w.before = w.before[:0]
	for _, p := range w.statistics {
		w.before = append(w.before, p.Value...)
	}
	x := b.x
	if w.key != nil {
		n := len(b.items)
		if b.keys, err = w.key.Forward(ctx, images(x, n, 2*n)); err != nil {
			return err
		}
		x = images(x, 0, n)
	}
	b.z, err = w.encoder.Forward(ctx, x)
	return err
}

// backward takes the gradient of the encoder's embeddings to that of its parameters.
func (w *towers) backward(ctx context.Context, grad blas32.General) error {
	return w.encoder.Backward(ctx, grad)
}

// follow moves the key encoder after a step of the optimiser: θ_k <- m·θ_k + (1-m)·θ_q.
// Its running statistics are its own, of the batches that it has seen.
func (w *towers) follow() {
	if w.key != nil {
		optim.Average(w.encoder.Threads, w.key.Params(), w.encoder.Params(), w.momentum)
	}
}

// undo takes back what forward has changed.
func (w *towers) undo() {
	values := w.before
	for _, p := range w.statistics {
		copy(p.Value, values)
		values = values[len(p.Value):]
	}
}

// images returns the items [from, to) of x.
func images(x nn.Tensor, from, to int) nn.Tensor {
	size := x.H * x.W * x.C
	return nn.Tensor{N: to - from, H: x.H, W: x.W, C: x.C, Data: x.Data[from*size : to*size]}
}

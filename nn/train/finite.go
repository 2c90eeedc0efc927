package train

import (
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn"
)

// A DivergedError says that a training ended because its numbers ran away: a NaN, an
// infinity, an embedding without a direction.
type DivergedError struct {
	Step  int    // of the run, from 1
	What  string // "the gradient of stage1.block1.conv1.weight is not finite"
	Cause string // what is likely to have led to it
}

func (e *DivergedError) Error() string {
	return fmt.Sprintf("step %d of the run: %s; likely %s", e.Step, e.What, e.Cause)
}

func (r *training) diverged(b *batch, what string) error {
	return &DivergedError{b.step + 1, what, r.cause(b)}
}

// cause is the likeliest reason for what is not finite.
func (r *training) cause(b *batch) string {
	size := b.x.H * b.x.W * b.x.C
	for i := range b.x.N {
		if !finite(b.x.Data[i*size:][:size]) {
			return fmt.Sprintf("a view of item %d, which is not finite itself", b.items[i%len(b.items)])
		}
	}
	if tau, has := r.set.tau(); has && tau < 0.01 {
		return fmt.Sprintf("a temperature of %v, which is very low: try 0.05", tau)
	}
	advice := fmt.Sprintf("a learning rate of %v, which is too high here: try a tenth of it", r.set.LR)
	if r.set.Warmup == 0 {
		advice += ", or a warmup"
	}
	return advice
}

// checkFinite returns an error if a step has left a weight that is a NaN or an infinity.
// It names the layer nearest to the loss whose gradient is none either: the layers before
// it have it from there.
func (r *training) checkFinite(b *batch) error {
	if r.finite.all(r.set.Threads) {
		return nil
	}
	params := r.finite.params
	for _, p := range slices.Backward(params) {
		if p.Grad != nil && !finite(p.Grad) {
			return r.diverged(b, "the gradient of "+p.Name+" is not finite")
		}
	}
	for _, p := range params {
		if !finite(p.Value) {
			return r.diverged(b, p.Name+" is no longer finite")
		}
	}
	return nil // finite, and a sum of them was not
}

// finiteness tells whether the values of parameters are finite.
type finiteness struct {
	params []*nn.Param
	sums   []float32
}

func newFiniteness(params []*nn.Param) finiteness {
	return finiteness{params, make([]float32, len(params))}
}

// all tells whether no value is a NaN or an infinity: it makes the sum of all a NaN or an
// infinity too.
func (f *finiteness) all(threads int) bool {
	parallel.For(threads, len(f.params), func(i int) { f.sums[i] = kernels.Sum(f.params[i].Value) })
	return finite(f.sums)
}

// finite tells whether x holds neither a NaN nor an infinity.
func finite(x []float32) bool {
	sum := kernels.Sum(x)
	return sum-sum == 0
}

// lastGood says where training can go on after an error.
func (r *training) lastGood() string {
	if r.set.Dir == "" {
		return ""
	}
	return fmt.Sprintf("; the last good checkpoint is that of %s", r.savedAt)
}

// position says in words where a run stands.
func (p progress) position() string {
	switch {
	case p.Epoch == 0 && p.Batch == 0:
		return "the beginning"
	case p.Batch == 0:
		return fmt.Sprintf("epoch %d", p.Epoch)
	}
	return fmt.Sprintf("epoch %d, batch %d", p.Epoch+1, p.Batch)
}

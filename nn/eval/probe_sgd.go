package eval

import (
	"context"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// probeMomentum: the velocity keeps this share of itself in each step.
	probeMomentum = 0.9
	// The learning rate falls to this share of itself after each of rateFalls.
	rateFall = 0.2
	// probeStream keeps the order of the rows apart from what else a seed draws.
	probeStream = 0x70726f6265 // "probe"
	// Learning rates. P - Y and the features of unit rows are between -1 and 1, so that a
	// step moves no weight by more than 10 times the rate: up to mostRate nothing overflows,
	// from leastRate on nothing vanishes.
	leastRate, mostRate = 1e-9, 1e9
)

// rateFalls are the fifths of the epochs after which the learning rate falls: 40, 60 and
// 80 of 100.
var rateFalls = []int{2, 3, 4}

// SGDProbe is the linear evaluation by which papers of contrastive learning compare their
// encoders, with the numbers of Wang & Liu 2021: a multinomial logistic regression on frozen
// features by stochastic gradient descent with momentum 0.9 and no weight decay, whose
// learning rate is multiplied by 0.2 after 40 %, 60 % and 80 % of the epochs. The weights
// are taken as the last epoch leaves them: a protocol, not a minimum. An epoch's order is
// drawn anew, and its last batch is of the rows that are left.
//
// Rows are brought to unit length and not standardised: that takes them to length √d, where
// a rate of 30 goes d times as far. 5,000 images of CIFAR-10 in 64 features of a resnet8 give
// 37.7 % of others at unit length, 32.4 % standardised, 34.7 % as they are, 38.3 %
// standardised at a rate of 30/d; [Probe] gives 38.5 %. Few rows are few steps: of 1,000,
// which take 400, it may stay further behind [Probe] than that.
//
// Weights and biases begin at zero. A layer of PyTorch begins with weights that are drawn,
// which makes no difference (37.8 %): the loss is convex, and the first epochs forget it.
type SGDProbe struct {
	Epochs int     // at least 1
	Batch  int     // rows of a step, at least 1; above their number it stands for all of them
	LR     float64 // learning rate of the first epochs, from 1e-9 to 1e9
	Seed   uint64  // of the order of the rows
}

// DefaultSGDProbe returns the paper's probe: 100 epochs of batches of 256 rows at a
// learning rate of 30. Its seed is 1.
func DefaultSGDProbe() SGDProbe { return SGDProbe{Epochs: 100, Batch: 256, LR: 30, Seed: 1} }

// Check returns an error for a number outside its range.
func (p SGDProbe) Check() error {
	if p.Epochs < 1 {
		return fmt.Errorf("linear probe of %d epochs, must be at least 1", p.Epochs)
	}
	if p.Batch < 1 {
		return fmt.Errorf("linear probe by batches of %d rows, must be at least 1", p.Batch)
	}
	if !(p.LR >= leastRate && p.LR <= mostRate) {
		return fmt.Errorf("linear probe with learning rate %v, must be from %g to %g", p.LR, leastRate, mostRate)
	}
	return nil
}

// Classify implements [LinearProbe]. It holds train and queries once more, at unit length.
// A row that has no direction is an error that names it. Unlike [Probe.Classify] it follows
// the numeric contract: the same bits on every instruction set and at any number of threads.
// A cancelled ctx ends the work with its error.
func (p SGDProbe) Classify(ctx context.Context, threads int, train, queries Labelled) (ProbeScore, error) {
	if err := p.Check(); err != nil {
		return ProbeScore{}, err
	}
	names, places, err := classesOf(train, queries)
	if err != nil {
		return ProbeScore{}, err
	}
	var x, q unitRows
	if err := x.take("train", train.Rows, 0, train.Rows.Rows); err != nil {
		return ProbeScore{}, err
	}
	if err := q.take("queries", queries.Rows, 0, queries.Rows.Rows); err != nil {
		return ProbeScore{}, err
	}
	l, err := p.fit(ctx, threads, x.General, places, len(names))
	if err != nil {
		return ProbeScore{}, err
	}
	top1 := l.top1(queries.Labels, names, func(lo, hi int) blas32.General { return matrix.Rows(q.General, lo, hi) })
	return ProbeScore{Top1: top1, Probe: ProbeSGD, Iterations: p.Epochs}, nil
}

// fit returns the model of unit rows x and their classes, of which there are so many.
func (p SGDProbe) fit(ctx context.Context, threads int, x blas32.General, classOf []int, classes int) (linear, error) {
	d := newDescent(threads, classes, x.Cols)
	progress := newCounter(ctx, "linear probe", "epochs", p.Epochs)
	for epoch := range p.Epochs {
		order, rate := portable.NewRand(p.Seed, probeStream, uint64(epoch)).Perm(x.Rows), float32(p.rate(epoch))
		for rows := range slices.Chunk(order, p.Batch) {
			if err := ctx.Err(); err != nil {
				return linear{}, err
			}
			d.step(x, classOf, rows, rate)
		}
		progress.add(1)
	}
	return d.linear, nil
}

// rate is the learning rate of an epoch, counted from 0.
func (p SGDProbe) rate(epoch int) float64 {
	rate := p.LR
	for _, fifths := range rateFalls {
		if 5*epoch >= fifths*p.Epochs {
			rate *= rateFall
		}
	}
	return rate
}

// descent is a model on its way down. Its parameters, all zero at first, are float32, W row
// by row and then b, and so are their velocities and gradients.
type descent struct {
	linear // its weights are params'
	scratch
	params, velocity, grad []float32
	sumB                   []float64      // the gradient of b, before it is a mean
	batch                  blas32.General // rows
	batchOf                []int          // their classes
}

func newDescent(threads, classes, features int) *descent {
	size := classes * (features + 1)
	d := &descent{
		params: make([]float32, size), velocity: make([]float32, size), grad: make([]float32, size),
		sumB: make([]float64, classes),
	}
	d.linear = linear{weights: matrix.Of(d.params, classes, features), bias: make([]float64, classes), threads: threads}
	return d
}

// step takes one step down the mean log loss of some rows of x.
func (d *descent) step(x blas32.General, classOf, rows []int, rate float32) {
	d.take(x, classOf, rows)
	clear(d.sumB)
	d.gradient(d.linear, d.batch, d.batchOf, d.sumB)
	n := len(d.product.Data)
	kernels.Divide(d.grad[:n], d.product.Data, float32(len(rows)))
	for c, sum := range d.sumB {
		d.grad[n+c] = float32(sum / float64(len(rows)))
	}
	kernels.SGD(d.params, d.velocity, d.grad, rate, probeMomentum, 0)
	for c, b := range d.params[n:] {
		d.bias[c] = float64(b)
	}
}

// take copies some rows of x to the batch, with their classes.
func (d *descent) take(x blas32.General, classOf, rows []int) {
	d.batch = matrix.Resize(d.batch, len(rows), x.Cols)
	d.batchOf = d.batchOf[:0]
	for to, from := range rows {
		copy(matrix.Row(d.batch, to), matrix.Row(x, from))
		d.batchOf = append(d.batchOf, classOf[from])
	}
}

package nn

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
)

// Negatives says where an anchor's negatives come from.
type Negatives string

const (
	// Bank keeps one slot per training image (Wu et al. 2018; the setting of
	// Wang & Liu 2021). The anchor is one view of an image, its positive the
	// image's slot, its negatives every other slot:
	//
	//	v <- normalise(m·v + (1-m)·f)
	//
	// after the optimiser's step, with f the anchor's embedding from before it.
	// Slots begin as noise, uniform in ±1/√(d/3) and then normalised. A slot is of
	// its image's class.
	Bank Negatives = "bank"
	// Queue is momentum contrast (He et al. 2020): a key encoder follows the
	// trained one by θ_k <- m·θ_k + (1-m)·θ_q after every step, and its last
	// QueueLength embeddings are kept. The anchor is one view of an image, its
	// positive the key of a second view. The keys of a batch join the queue
	// before its loss is taken, so that the negatives are the QueueLength-1
	// other keys in it: those of earlier batches and those of the other images
	// of this one. (He et al. join them afterwards, and leave the latter out.)
	// Slots begin as noise, drawn as for Bank, each of a class of its own; a key is
	// of its image's class.
	Queue Negatives = "queue"
	// InBatch is SimCLR (Chen et al. 2020): two views of every image, 2B anchors,
	// each with the 2B-2 views of the other images as its negatives. Both views
	// pass the encoder as one batch.
	InBatch Negatives = "inbatch"
)

// sample is a batch as an arrangement sees it.
type sample struct {
	step   int    // optimiser steps since the start of the run
	images []int  // rows of the data set
	x      Tensor // the first view of every image, then the second if there is one
	loss   loss.Loss
}

// arrangement is one way of having negatives, with the memory that it keeps
// from one batch to the next.
type arrangement interface {
	// views is the number of augmented views of each image.
	views() int
	// gradient returns the loss of a batch and leaves its gradient in the
	// encoder.
	gradient(ws *loss.Workspace, s sample) (loss.Result, error)
	// update follows the optimiser's step on the batch that gradient saw last.
	update()
	// tensors are what a checkpoint keeps of the memory.
	tensors() []tensor
	// neverWritten is the share of the memory's rows that are still noise.
	neverWritten() float64
}

// newArrangement returns the arrangement that a validated trainer asks for.
func newArrangement(t *Trainer) arrangement {
	switch t.Negatives {
	case Queue:
		return newQueue(t)
	case InBatch:
		return &pairs{encoder: t.Encoder, labels: labels{images: t.classes()}}
	}
	return newBank(t)
}

// pairs is InBatch; it keeps no memory.
type pairs struct {
	encoder *Encoder
	labels  labels
	grad    []float32
}

func (p *pairs) views() int { return 2 }

func (p *pairs) gradient(ws *loss.Workspace, s sample) (loss.Result, error) {
	z, err := p.encoder.Forward(s.x, true)
	if err != nil {
		return loss.Result{}, err
	}
	b := len(s.images)
	ws.Labels = p.labels.of(s.images)
	res, err := ws.InBatch(context.Background(), s.loss, matrix.Rows(z, 0, b), matrix.Rows(z, b, 2*b))
	if err != nil {
		return loss.Result{}, err
	}
	p.encoder.Backward(p.stack(res.Grad0, res.Grad1))
	return res, nil
}

// stack returns the rows of a and then those of b as one matrix.
func (p *pairs) stack(a, b blas32.General) blas32.General {
	p.grad = p.grad[:0]
	for _, m := range []blas32.General{a, b} {
		for i := range m.Rows {
			p.grad = append(p.grad, matrix.Row(m, i)...)
		}
	}
	return matrix.Of(p.grad, a.Rows+b.Rows, a.Cols)
}

func (p *pairs) update() {}

func (p *pairs) tensors() []tensor { return nil }

func (p *pairs) neverWritten() float64 { return 0 }

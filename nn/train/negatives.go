package train

import "github.com/abc86604/temper/nn"

import "github.com/abc86604/temper/nn/format/safetensors"

import "github.com/abc86604/temper/loss"

// Negatives says where an anchor's negatives come from.
type Negatives string

const (
	// Bank keeps one slot per training image (Wu et al. 2018; the setting of
	// Wang & Liu 2021). The anchor is one view of an image, its positive the
	// image's slot, its negatives every other slot:
	//
	//	v <- normalise(m·v + (1-m)·f)
	//
	// after the optimiser's step, with f the anchor's embedding from before it. A
	// step in which every anchor is skipped has no optimiser's step, but f all the same.
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
	// of its image's class. Where every anchor of a step is skipped its keys have joined
	// the queue already, and as θ_q stays, so does θ_k.
	Queue Negatives = "queue"
	// InBatch is SimCLR (Chen et al. 2020): two views of every image, 2B anchors,
	// each with the 2B-2 views of the other images as its negatives. Both views
	// pass the encoder as one batch.
	InBatch Negatives = "inbatch"
)

// sample is a batch as an arrangement sees it.
type sample struct {
	step   int       // of the run, counted from 0
	images []int     // rows of the data set
	x      nn.Tensor // the first view of every image, then the second if there is one
}

// arrangement is one way of having negatives, with the memory that it keeps
// from one batch to the next.
type arrangement interface {
	// views is the number of augmented views of each image.
	views() int
	// problem passes a batch through the encoder, in training, and says what is
	// compared with what. All rows are unit vectors, and those of its first matrix the
	// encoder's.
	problem(s sample) (loss.Problem, error)
	// follow is called after every step of the optimiser.
	follow()
	// remember is called after every batch, the one that problem saw last, behind
	// follow if the optimiser made a step.
	remember()
	// tensors are what a checkpoint keeps of the memory.
	tensors() []safetensors.Tensor
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
	encoder *nn.Encoder
	labels  labels
}

func (p *pairs) views() int { return 2 }

func (p *pairs) problem(s sample) (loss.Problem, error) {
	z, err := p.encoder.Forward(s.x, true)
	if err != nil {
		return loss.Problem{}, err
	}
	problem := loss.Views(z, len(s.images))
	problem.Labels, problem.Unit = p.labels.of(s.images), true
	return problem, nil
}

func (p *pairs) follow() {}

func (p *pairs) remember() {}

func (p *pairs) tensors() []safetensors.Tensor { return nil }

func (p *pairs) neverWritten() float64 { return 0 }

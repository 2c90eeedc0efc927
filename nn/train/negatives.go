package train

import (
	"slices"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// Negatives says where an anchor's negatives come from.
type Negatives string

const (
	// Bank keeps one slot per training item (Wu et al. 2018; the setting of
	// Wang & Liu 2021). The anchor is one view of an item, its positive the
	// item's slot, its negatives every other slot:
	//
	//	v <- normalise(m·v + (1-m)·f)
	//
	// after the optimiser's step, with f the anchor's embedding from before it. A
	// step in which every anchor is skipped has no optimiser's step, but f all the same.
	// Slots begin as noise, uniform in ±1/√(d/3) and then normalised. A slot is of
	// its item's class.
	Bank Negatives = "bank"
	// Queue is momentum contrast (He et al. 2020): a key encoder follows the
	// trained one by θ_k <- m·θ_k + (1-m)·θ_q after every step, and its last
	// QueueLength embeddings are kept. The anchor is one view of an item, its
	// positive the key of a second view. The keys of a batch join the queue
	// before its loss is taken, so that the negatives are the other keys in it: those of
	// earlier batches and those of the other items of this one. (He et al. join them
	// afterwards, and leave the latter out.) Older keys of the anchor's own item are no
	// negatives, unless OwnKeys asks for them. Slots begin as noise, drawn as for Bank,
	// each of a class of its own; a key is of its item's class. Where every anchor of a
	// step is skipped its keys have joined the queue already, and as θ_q stays, so does
	// θ_k.
	Queue Negatives = "queue"
	// InBatch is SimCLR (Chen et al. 2020): two views of every item, 2B anchors,
	// each with the 2B-2 views of the other items as its negatives; fewer where PerClass
	// puts an item into a batch twice. Both views pass the encoder as one batch.
	InBatch Negatives = "inbatch"
)

// arrangement is one way of having negatives, with the memory that it keeps
// from one batch to the next.
type arrangement interface {
	// views is the number of random views of each item.
	views() int
	// problem says what is compared with what. All rows are unit vectors, and those of its
	// first matrix the batch's embeddings.
	problem(b *batch) loss.Problem
	// undo takes back what problem has changed, if the step is abandoned.
	undo()
	// remember is called after every step that was made.
	remember(b *batch)
	// tensors are what a checkpoint keeps of the memory.
	tensors() []safetensors.Tensor
	// neverWritten is the share of the memory's rows that are still noise.
	neverWritten() float64
}

// newArrangement returns the arrangement that a validated trainer asks for.
func newArrangement(t *Trainer, items data.Source) arrangement {
	var classes []int // nil where the loss does not ask
	if loss.NeedsLabels(t.Loss) {
		classes = data.Labels(items)
	}
	switch t.Negatives {
	case Queue:
		return newQueue(t, classes)
	case InBatch:
		return &pairs{labels{items: classes}}
	}
	return newBank(t, classes)
}

// pairs is InBatch; it keeps no memory.
type pairs struct{ labels labels }

func (p *pairs) views() int { return 2 }

func (p *pairs) problem(b *batch) loss.Problem {
	problem := loss.Views(b.z, len(b.items))
	problem.Labels, problem.Unit = p.labels.of(b.items), true
	problem.Excluded = twins(b.items)
	return problem
}

// twins lists for each view the other pairs' views of its item, where items come twice.
func twins(items []int) loss.Lists {
	rows, n := slices.Concat(items, items), len(items)
	return sameItem(rows, rows, func(i, j int) bool { return i%n == j%n })
}

func (p *pairs) undo() {}

func (p *pairs) remember(*batch) {}

func (p *pairs) tensors() []safetensors.Tensor { return nil }

func (p *pairs) neverWritten() float64 { return 0 }

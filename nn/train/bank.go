package train

import (
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
)

// bank is the arrangement Bank: a slot per training item.
type bank struct {
	memory
	classes  []int // of the slots; nil where the loss does not ask
	momentum float32
}

func newBank(t *Trainer, classes []int) *bank {
	return &bank{
		memory:   newMemory(t.candidates(), t.Encoder.Dim(), t.Seed),
		classes:  classes,
		momentum: float32(t.BankMomentum),
	}
}

func (b *bank) views() int { return 1 }

func (b *bank) problem(x *batch) loss.Problem {
	problem := loss.Bank(x.z, b.slots, x.items)
	problem.Labels, problem.Unit = b.classes, true
	return problem
}

func (b *bank) undo() {}

func (b *bank) remember(x *batch) {
	for i, item := range x.items {
		b.blend(item, matrix.Row(x.z, i), b.momentum)
	}
}

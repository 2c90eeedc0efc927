package train

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
)

// bank is the arrangement Bank: a slot per training image.
type bank struct {
	memory
	encoder  *nn.Encoder
	classes  []int // of the slots
	momentum float32

	embedding blas32.General // of the last batch; the encoder's own memory
	images    []int
}

func newBank(t *Trainer) *bank {
	return &bank{
		memory:   newMemory(t.Data.Len(), t.Encoder.Dim(), t.Seed),
		encoder:  t.Encoder,
		classes:  t.classes(),
		momentum: float32(t.BankMomentum),
	}
}

func (b *bank) views() int { return 1 }

func (b *bank) problem(s sample) (loss.Problem, error) {
	z, err := b.encoder.Forward(s.x, true)
	if err != nil {
		return loss.Problem{}, err
	}
	b.embedding, b.images = z, s.images
	problem := loss.Bank(z, b.slots, s.images)
	problem.Labels, problem.Unit = b.classes, true
	return problem, nil
}

func (b *bank) follow() {}

func (b *bank) remember() {
	for i, image := range b.images {
		b.blend(image, matrix.Row(b.embedding, i), b.momentum)
	}
}

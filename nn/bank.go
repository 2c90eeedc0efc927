package nn

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
)

// bank is the arrangement Bank: a slot per training image.
type bank struct {
	memory
	encoder  *Encoder
	classes  []int // of the slots
	momentum float32

	embedding blas32.General // of the last batch; the encoder's own memory
	images    []int
}

func newBank(t *Trainer) *bank {
	return &bank{
		memory:   newMemory(t.Data.Len(), t.Encoder.Dim, t.Seed),
		encoder:  t.Encoder,
		classes:  t.classes(),
		momentum: float32(t.BankMomentum),
	}
}

func (b *bank) views() int { return 1 }

func (b *bank) gradient(ws *loss.Workspace, s sample) (loss.Result, error) {
	z, err := b.encoder.Forward(s.x, true)
	if err != nil {
		return loss.Result{}, err
	}
	ws.Labels = b.classes
	res, err := ws.Bank(context.Background(), s.loss, z, b.slots, s.images)
	if err != nil {
		return loss.Result{}, err
	}
	b.encoder.Backward(res.Grad0)
	b.embedding, b.images = z, s.images
	return res, nil
}

func (b *bank) update() {
	for i, image := range b.images {
		b.blend(image, matrix.Row(b.embedding, i), b.momentum)
	}
}

package nn

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/loss"
)

// bank is the arrangement Bank: a slot per training image.
type bank struct {
	memory
	encoder  *Encoder
	loss     loss.Loss
	momentum float32

	embedding blas32.General // of the last batch; the encoder's own memory
	images    []int
}

func newBank(t *Trainer) *bank {
	return &bank{
		memory:   newMemory(t.Data.Len(), t.Encoder.Dim, t.Seed),
		encoder:  t.Encoder,
		loss:     t.Loss,
		momentum: float32(t.BankMomentum),
	}
}

func (b *bank) views() int { return 1 }

func (b *bank) gradient(ws *loss.Workspace, s sample) (float64, error) {
	z, err := b.encoder.Forward(s.x, true)
	if err != nil {
		return 0, err
	}
	res, err := ws.Bank(context.Background(), b.loss, z, b.slots, s.images)
	if err != nil {
		return 0, err
	}
	b.encoder.Backward(res.Grad0)
	b.embedding, b.images = z, s.images
	return res.Loss, nil
}

func (b *bank) update() {
	for i, image := range b.images {
		b.blend(image, row(b.embedding, i), b.momentum)
	}
}

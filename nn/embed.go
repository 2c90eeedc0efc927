package nn

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/data"
)

// Embedded is what an encoder makes of images, a row for each.
type Embedded struct {
	Embedding blas32.General // unit rows of Dim values
	Features  blas32.General // what the projection reads: FeatureDim values
}

// embedBatch is how many images go through the encoder at once in evaluation.
const embedBatch = 128

// ViewEpoch keys the augmentations of EmbedViews: no training gets that far.
const ViewEpoch = math.MaxUint64

// Embed returns what the encoder makes of the images of s in evaluation mode: images are
// standardised but not augmented, and batch normalisation uses its running statistics, so
// that a row depends on its own image alone. It may come between a Forward and its Backward.
//
// It is an error if the images have another shape than the encoder's, an embedding has no
// direction, or ctx ends.
func (e *Encoder) Embed(ctx context.Context, s data.Source) (Embedded, error) {
	return e.embedSet(ctx, s, func(dst []float32, image int) { s.Item(dst, image) })
}

// EmbedTensor is [Encoder.Embed] for images that are standardised already. It panics if
// the shape of x is not the encoder's.
func (e *Encoder) EmbedTensor(ctx context.Context, x Tensor) (Embedded, error) {
	x.check("EmbedTensor", e.shape)
	return e.embed(ctx, x.N, func(dst []float32, image int) { copy(dst, x.images(image, image+1)) })
}

// EmbedViews returns the embeddings of two augmented views of each image of s,
// in evaluation mode: the pairs that alignment is measured on. The views depend
// on the seed alone and differ from those of a training with that seed. Errors
// are those of [Encoder.Embed].
func (e *Encoder) EmbedViews(ctx context.Context, s data.Source, a data.Augment, seed uint64) (v0, v1 blas32.General, err error) {
	var views [2]Embedded
	for v := range views {
		views[v], err = e.embedSet(ctx, s, func(dst []float32, image int) {
			s.View(dst, image, a, data.Key{Seed: seed, Epoch: ViewEpoch, View: v})
		})
		if err != nil {
			return blas32.General{}, blas32.General{}, err
		}
	}
	return views[0].Embedding, views[1].Embedding, nil
}

// embedSet is embed for as many images as s has, if they have the encoder's shape.
func (e *Encoder) embedSet(ctx context.Context, s data.Source, load func(dst []float32, image int)) (Embedded, error) {
	if shape := s.Shape(); shape != e.shape {
		return Embedded{}, fmt.Errorf("items of %s are %s, the encoder takes %s", s, shape, e.shape)
	}
	return e.embed(ctx, s.Len(), load)
}

// embed runs the n images that load writes through a network of its own, batch by batch.
func (e *Encoder) embed(ctx context.Context, n int, load func(dst []float32, image int)) (Embedded, error) {
	net := e.evaluator()
	defer e.spare.Put(net)
	all := Embedded{matrix.New(n, e.dim), matrix.New(n, e.FeatureDim())}
	batch := NewTensor(min(embedBatch, n), e.shape.Height, e.shape.Width, e.shape.Channels)
	for first := 0; first < n; first += batch.N {
		if err := ctx.Err(); err != nil {
			return Embedded{}, err
		}
		batch.resize(min(batch.N, n-first), batch.H, batch.W, batch.C)
		parallel.For(e.Threads, batch.N, func(i int) { load(batch.images(i, i+1), first+i) })
		features, z, err := net.forward(ctx, e.Threads, batch, false)
		if err != nil {
			return Embedded{}, inSet(err, first)
		}
		copy(all.Embedding.Data[first*e.dim:], z.Data)
		copy(all.Features.Data[first*features.C:], features.Data)
	}
	return all, nil
}

// evaluator returns a network of the encoder's parameters that nobody else uses.
func (e *Encoder) evaluator() *network {
	if spare, ok := e.spare.Get().(*network); ok {
		return spare
	}
	return newNetwork(e.shape, e.parts, e.dim, &builder{shared: e.State()})
}

// inSet lets an error of a batch name the image by its place in the set.
func inSet(err error, first int) error {
	if bad := (*embeddingError)(nil); errors.As(err, &bad) {
		return &embeddingError{first + bad.image, bad.why}
	}
	return err
}

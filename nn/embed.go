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

// An Output is one of the layers that [Encoder.Embed] can return.
type Output string

const (
	Embedding Output = "embedding" // unit rows of Dim values
	Features  Output = "features"  // pooled features before the projection
)

// embedBatch is how many images go through the encoder at once in evaluation.
const embedBatch = 128

// ViewEpoch keys the augmentations of EmbedViews: no training gets that far.
const ViewEpoch = math.MaxUint64

// Embed returns one row for each image of s in evaluation mode: images are
// standardised but not augmented, and batch normalisation uses its running
// statistics, so that a row depends on its own image alone.
//
// It is an error if the images have another shape than the encoder's, out is
// unknown, an embedding has no direction, or ctx is cancelled.
func (e *Encoder) Embed(ctx context.Context, s data.Source, out Output) (blas32.General, error) {
	if out != Embedding && out != Features {
		return blas32.General{}, fmt.Errorf("unknown output %q, want %q or %q", out, Embedding, Features)
	}
	return e.embed(ctx, s, out, func(dst []float32, image int) {
		s.Item(dst, image)
	})
}

// EmbedViews returns the embeddings of two augmented views of each image of s,
// in evaluation mode: the pairs that alignment is measured on. The views depend
// on the seed alone and differ from those of a training with that seed. Errors
// are those of [Encoder.Embed].
func (e *Encoder) EmbedViews(ctx context.Context, s data.Source, a data.Augment, seed uint64) (v0, v1 blas32.General, err error) {
	var views [2]blas32.General
	for v := range views {
		views[v], err = e.embed(ctx, s, Embedding, func(dst []float32, image int) {
			s.View(dst, image, a, data.Key{Seed: seed, Epoch: ViewEpoch, View: v})
		})
		if err != nil {
			return blas32.General{}, blas32.General{}, err
		}
	}
	return views[0], views[1], nil
}

// embed runs the images that load writes through the encoder, batch by batch.
func (e *Encoder) embed(ctx context.Context, s data.Source, out Output, load func(dst []float32, image int)) (blas32.General, error) {
	shape := s.Shape()
	if shape != e.shape {
		return blas32.General{}, fmt.Errorf("images of %s are %s, the encoder takes %s", s, shape, e.shape)
	}
	width := e.dim
	if out == Features {
		width = e.FeatureDim()
	}
	rows := matrix.New(s.Len(), width)
	batch := NewTensor(min(embedBatch, s.Len()), shape.Height, shape.Width, shape.Channels)
	for first := 0; first < s.Len(); first += batch.N {
		if err := ctx.Err(); err != nil {
			return blas32.General{}, err
		}
		batch.resize(min(batch.N, s.Len()-first), shape.Height, shape.Width, shape.Channels)
		parallel.For(e.Threads, batch.N, func(i int) { load(batch.images(i, i+1), first+i) })
		z, err := e.Forward(batch, false)
		if err != nil {
			return blas32.General{}, inSet(err, first)
		}
		values := z.Data
		if out == Features {
			values = e.features.Data
		}
		copy(rows.Data[first*width:], values)
	}
	return rows, nil
}

// inSet lets an error of a batch name the image by its place in the set.
func inSet(err error, first int) error {
	if bad := (*embeddingError)(nil); errors.As(err, &bad) {
		return &embeddingError{first + bad.image, bad.why}
	}
	return err
}

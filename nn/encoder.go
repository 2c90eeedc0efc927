package nn

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn/data"
)

// An Encoder maps images to unit rows. Make one with [New], [NewEncoder] or [Load]. Its
// Embed methods may be called from several goroutines at once, while no other changes the
// encoder: by its other methods, or by writing to its fields or State.
type Encoder struct {
	Threads int // goroutines at work in a pass; 0 means one

	name  string
	shape data.Shape
	dim   int
	parts []part // of the body

	training *network
	arena    arena     // of its parameters
	spare    sync.Pool // networks for evaluation

	features Tensor
	trained  bool // there is a Forward to go back through
}

// New returns an untrained encoder for images of a shape with embeddings of dim values: the
// layers of body, and a linear projection to the embedding.
//
// Weights are He normal, drawn from the seed; each layer has its own stream. A body that
// cannot be, with the layer at fault, and a size below one are errors.
func New(shape data.Shape, body Sequence, dim int, seed uint64) (*Encoder, error) {
	return compose(shape, body.parts(), dim, &builder{seed: seed})
}

// NewEncoder is [New] with a body that has a name:
//
//   - "mlp": linear layers of 512 and 256 units with ReLU;
//   - "resnet8", "resnet20": residual networks of 3 stages, 16, 32 and 64
//     channels wide, with one and three blocks each (He et al. 2016);
//   - "resnet18": 4 stages of two blocks, 64 to 512 channels, 3×3 first
//     convolution, no max pooling (the encoder of Wang & Liu 2021);
//
// and those of [Register]. An unknown name is an error.
func NewEncoder(name string, shape data.Shape, dim int, seed uint64) (*Encoder, error) {
	body, ok := architecture(name)
	if !ok {
		return nil, fmt.Errorf("unknown encoder %q, want one of %s", name, strings.Join(Architectures(), ", "))
	}
	return compose(shape, body, dim, &builder{seed: seed})
}

// compose makes an encoder with a new builder.
func compose(shape data.Shape, body []part, dim int, b *builder) (*Encoder, error) {
	if _, err := checkSizes(shape, body, dim); err != nil {
		return nil, err
	}
	e := &Encoder{name: nameOf(body), shape: shape, dim: dim, parts: body, training: newNetwork(shape, body, dim, b)}
	if err := checkNames(e.State()); err != nil {
		return nil, err
	}
	e.arena = newArena(e.State())
	return e, nil
}

// checkSizes returns how many values the State of an encoder has, or an error unless one
// can be made of a body.
func checkSizes(shape data.Shape, body []part, dim int) (values float64, err error) {
	if shape.Height < 1 || shape.Width < 1 || shape.Channels < 1 || dim < 1 {
		return 0, fmt.Errorf("encoder for items of %s with embeddings of %d values: sizes must be positive", shape, dim)
	}
	in := extent{rawImages, shape.Height, shape.Width, shape.Channels}
	if in.values() > maxValues {
		return 0, fmt.Errorf("items of %s have more than %d values", shape, maxValues)
	}
	out, values, err := checkBody(body, in)
	if err != nil {
		return 0, err
	}
	if values += float64((out.values() + 1) * float64(dim)); values > maxValues {
		return 0, fmt.Errorf("embeddings of %d values: the encoder has more than %d parameters", dim, maxValues)
	}
	return values, nil
}

// checkNames returns an error for two parameters of one name.
func checkNames(params []*Param) error {
	names := make(map[string]bool)
	for _, p := range params {
		if names[p.Name] {
			return fmt.Errorf("two parameters are called %s: layers need names of their own", p.Name)
		}
		names[p.Name] = true
	}
	return nil
}

// Forward is the pass of training: it returns the embeddings of x's images as unit rows,
// with batch normalisation by the statistics of the batch, towards which it moves the
// running ones. [Encoder.Backward] may follow; x must keep its values until then. The
// result belongs to the encoder and holds until the next Forward. In evaluation use
// [Encoder.Embed] or [Encoder.EmbedTensor].
//
// If ctx ends, so does Forward soon after, with ctx's error. A projection without a
// direction (zeros alone, NaN, an infinity, or a length that float32 cannot hold or divide
// by) is an error that names the image. An error leaves State as it was. Who gives a step
// up later than that puts the running statistics back: they are those of State without a
// Grad.
//
// Forward panics if x is empty or its shape is not the encoder's.
func (e *Encoder) Forward(ctx context.Context, x Tensor) (blas32.General, error) {
	x.check("Forward", e.shape)
	e.trained = false
	features, z, err := e.training.forward(ctx, e.Threads, x, true)
	if err != nil {
		return blas32.General{}, err
	}
	e.training.moveStatistics()
	e.features, e.trained = features, true
	return z, nil
}

// Backward takes grad, the gradient of the embeddings that the last Forward
// returned, back through the encoder and overwrites the Grad of every Param. It
// leaves grad as it is. If ctx ends, so does Backward soon after, with ctx's error and
// arbitrary Grads. It panics if the last Forward failed or has been followed by a
// Backward, and if grad has another shape.
func (e *Encoder) Backward(ctx context.Context, grad blas32.General) error {
	if !e.trained {
		panic("nn: Backward: no Forward to go back through")
	}
	e.trained = false
	return e.training.backward(ctx, grad)
}

// Features returns the features of the last Forward, before the projection:
// N×1×1×[Encoder.FeatureDim]. They hold until the next Forward.
func (e *Encoder) Features() Tensor { return e.features }

// FeatureDim is the number of features of an image: what the body leaves of it.
func (e *Encoder) FeatureDim() int { return e.training.projection.weight.Shape[1] }

// Name is the name under which [NewEncoder] knows the body: "" if it has none.
func (e *Encoder) Name() string { return e.name }

// Shape is that of the images which the encoder takes.
func (e *Encoder) Shape() data.Shape { return e.shape }

// Dim is the number of values of an embedding.
func (e *Encoder) Dim() int { return e.dim }

// Body returns the layers before the projection: of a [Sequence] all layers, with their
// defaults filled in. [New] makes an encoder like this one of them.
func (e *Encoder) Body() Sequence {
	var body Sequence
	for _, p := range e.parts {
		body = append(body, p)
	}
	return body
}

// Params returns the trainable parameters, always in the same order.
func (e *Encoder) Params() []*Param {
	return slices.DeleteFunc(e.State(), func(p *Param) bool { return p.Grad == nil })
}

// State returns everything that makes the encoder what it is: its parameters
// and the running statistics of its norms, always in the same order. Writing to
// their Value changes the encoder.
func (e *Encoder) State() []*Param { return e.training.state() }

// Clone returns an encoder with the same state that shares no memory with e.
func (e *Encoder) Clone() *Encoder {
	c, err := compose(e.shape, e.parts, e.dim, &builder{zero: true})
	if err != nil {
		panic("nn: Clone: " + err.Error()) // there is an encoder like it
	}
	c.Threads = e.Threads
	copy(c.arena.values, e.arena.values)
	return c
}

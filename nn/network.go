package nn

import (
	"context"
	"slices"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn/data"
)

// A network is the layers of an encoder with all that they remember of a batch. The
// encoder has one for training; each Embed under way has another, of the same parameters.
type network struct {
	body       []layer // ends in the features
	projection *linear
	unit       normalize
	norms      []*batchNorm // of body
	ws         workspace
}

// newNetwork makes the layers of a body and the projection with a new builder.
func newNetwork(shape data.Shape, body []part, dim int, b *builder) *network {
	b.height, b.width, b.channels = shape.Height, shape.Width, shape.Channels
	buildBody(body, b)
	return &network{projection: b.linear("projection", dim), body: b.body, norms: b.norms}
}

// forward returns the features of x's images and their embeddings. Both belong to the
// network. If ctx has ended they are of no use, and the error is ctx's.
func (n *network) forward(ctx context.Context, threads int, x Tensor, train bool) (features Tensor, z blas32.General, err error) {
	n.ws.begin(ctx, threads, x.N)
	for _, l := range n.body {
		x = l.forward(&n.ws, x, train)
	}
	y := n.projection.forward(&n.ws, x, train)
	if err := ctx.Err(); err != nil {
		return Tensor{}, blas32.General{}, err
	}
	z, err = n.unit.forward(y.matrix())
	return x, z, err
}

// backward takes the gradient of the embeddings back to the parameters. If ctx has ended
// theirs are of no use.
func (n *network) backward(ctx context.Context, grad blas32.General) error {
	n.ws.ctx = ctx
	dz := n.ws.takeLike(n.projection.y)
	n.unit.backward(dz.matrix(), grad)
	dz = n.projection.backward(&n.ws, dz)
	for _, l := range slices.Backward(n.body) {
		dz = l.backward(&n.ws, dz)
	}
	return ctx.Err()
}

// moveStatistics lets the running statistics take in the batch of the last forward.
func (n *network) moveStatistics() {
	for _, norm := range n.norms {
		norm.move()
	}
}

func (n *network) state() []*Param {
	var all []*Param
	for _, l := range n.body {
		all = append(all, l.state()...)
	}
	return append(all, n.projection.state()...)
}

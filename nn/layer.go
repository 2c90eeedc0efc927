package nn

// A Param is one array of an encoder: a trainable one with its gradient, or a
// running statistic, whose Grad is nil.
type Param struct {
	Name  string    // unique in its encoder: "stage2.block1.conv1.weight"
	Shape []int     // its product is len(Value)
	Value []float32 // in C order
	Grad  []float32 // of the last Backward; nil for a running statistic
	Decay bool      // weight decay applies: weights, but neither norms nor biases
}

// newParam returns a trainable Param of zeros.
func newParam(name string, decay bool, shape ...int) *Param {
	p := newStatistic(name, shape...)
	p.Grad = make([]float32, len(p.Value))
	p.Decay = decay
	return p
}

// newStatistic returns a Param of zeros that is not trained.
func newStatistic(name string, shape ...int) *Param {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return &Param{Name: name, Shape: shape, Value: make([]float32, n)}
}

// filled sets all values.
func (p *Param) filled(value float32) *Param {
	for i := range p.Value {
		p.Value[i] = value
	}
	return p
}

// A layer is one differentiable stage of an encoder. It remembers what its
// backward pass needs, so that one backward follows one forward in training.
type layer interface {
	// forward returns the layer's output. It belongs to the layer and holds
	// until the next forward; x must hold until backward is done. With train
	// unset, batch normalisation uses its running statistics.
	forward(ws *workspace, x Tensor, train bool) Tensor

	// backward overwrites the gradients of the layer's parameters and returns
	// the gradient of its input, or the zero Tensor where the layer was built
	// without one. It takes the buffer of dy over; the caller owns the result.
	backward(ws *workspace, dy Tensor) Tensor

	// state returns the parameters and running statistics in a fixed order.
	state() []*Param

	operations() Operations
}

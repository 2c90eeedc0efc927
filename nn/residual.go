package nn

// A block takes activations to activations.
type block interface {
	// forward returns the block's output, which belongs to it and holds until the next
	// forward. With train unset norms use their running statistics.
	forward(ws *workspace, in *activation, train bool) *activation
	// backward takes the gradient in the output's grad, which it takes over, back to
	// in's grad and the gradients of its parameters.
	backward(ws *workspace, in *activation)
	stages() []*stage
}

// single is a stage and ReLU: what comes before the first residual block.
type single struct {
	main *stage
	out  *activation
}

func newSingle(main *stage) *single { return &single{main, &activation{main: main}} }

func (s *single) forward(ws *workspace, in *activation, train bool) *activation {
	ws.convolve(in, true, train, s.main)
	return s.out
}

func (s *single) backward(ws *workspace, in *activation) {
	ws.needGradient(in)
	ws.pullBack(in, false, branch{s.main, s.out.grad})
	ws.dropGradient(s.out)
}

func (s *single) stages() []*stage { return []*stage{s.main} }

// residual is the basic block of He et al. 2016, "Deep residual learning for
// image recognition": with each conv a convolution and its norm,
//
//	h = ReLU(conv1(x)),  z = ReLU(conv2(h) + shortcut(x))
//
// The shortcut is the identity, or a 1×1 convolution with its norm where the
// block changes the shape.
type residual struct {
	conv1, conv2 *stage
	shortcut     *stage // nil for the identity
	inner, out   *activation
}

func newResidual(conv1, conv2, shortcut *stage) *residual {
	return &residual{
		conv1: conv1, conv2: conv2, shortcut: shortcut,
		inner: &activation{main: conv1}, out: &activation{main: conv2, side: shortcut},
	}
}

// forward keeps its input, which the gradient of the first weights needs; the inner
// activation is made again on the way back, which is cheaper than to write and read it.
func (r *residual) forward(ws *workspace, in *activation, train bool) *activation {
	if r.shortcut != nil {
		ws.convolve(in, true, train, r.conv1, r.shortcut)
	} else {
		ws.convolve(in, true, train, r.conv1)
		r.out.skip = in
	}
	ws.convolve(r.inner, false, train, r.conv2)
	return r.out
}

// backward lets both branches add to one gradient of x. For the identity that is the
// gradient of the output itself, in its memory.
func (r *residual) backward(ws *workspace, in *activation) {
	ws.needGradient(r.inner)
	ws.pullBack(r.inner, false, branch{r.conv2, r.out.grad})
	if r.shortcut == nil {
		in.grad, r.out.grad.Data = r.out.grad, nil
		ws.pullBack(in, true, branch{r.conv1, r.inner.grad})
	} else {
		ws.needGradient(in)
		ws.pullBack(in, false, branch{r.conv1, r.inner.grad}, branch{r.shortcut, r.out.grad})
		ws.dropGradient(r.out)
	}
	ws.dropGradient(r.inner)
}

func (r *residual) stages() []*stage {
	if r.shortcut == nil {
		return []*stage{r.conv1, r.conv2}
	}
	return []*stage{r.conv1, r.conv2, r.shortcut}
}

// needGradient gives a's grad memory, with arbitrary values; images have none.
func (ws *workspace) needGradient(a *activation) {
	if a.main == nil {
		return
	}
	a.grad = a.main.y
	a.grad.Data = ws.take(a.grad.Size())
}

// dropGradient gives a's grad back.
func (ws *workspace) dropGradient(a *activation) {
	ws.put(a.grad.Data)
	a.grad.Data = nil
}

package nn

// stem is a convolution, its norm and ReLU: what comes before the first block.
type stem struct {
	conv *conv
	join *join
}

func newStem(c *conv) *stem { return &stem{conv: c, join: newJoin(c, nil, false)} }

func (s *stem) forward(ws *workspace, x Tensor, train bool) Tensor {
	s.conv.forward(ws, x, train)
	return s.join.forward(ws, x)
}

func (s *stem) backward(ws *workspace, dy Tensor) Tensor {
	s.join.backward(ws, dy)
	var dx Tensor
	if !s.conv.first {
		dx = ws.takeLike(s.conv.x)
	}
	s.conv.backward(ws, dy, dx, false)
	ws.give(dy)
	return dx
}

func (s *stem) state() []*Param { return s.conv.state() }

// residual is the basic block of He et al. 2016, "Deep residual learning for
// image recognition": with each conv a convolution and its norm,
//
//	h = ReLU(conv1(x)),  z = ReLU(conv2(h) + shortcut(x))
//
// The shortcut is the identity, or a 1×1 convolution with its norm where the
// block changes the shape.
type residual struct {
	conv1, conv2 *conv
	shortcut     *conv // nil for the identity
	inner, outer *join
}

func newResidual(conv1, conv2, shortcut *conv) *residual {
	return &residual{
		conv1: conv1, conv2: conv2, shortcut: shortcut,
		inner: newJoin(conv1, nil, false),
		outer: newJoin(conv2, shortcut, shortcut == nil),
	}
}

func (r *residual) forward(ws *workspace, x Tensor, train bool) Tensor {
	r.conv1.forward(ws, x, train)
	r.conv2.forward(ws, r.inner.forward(ws, x), train)
	if r.shortcut != nil {
		r.shortcut.forward(ws, x, train)
	}
	return r.outer.forward(ws, x)
}

// backward lets both branches add to one gradient of x. For the identity that
// is dy itself, once the outer ReLU is undone in it.
func (r *residual) backward(ws *workspace, dy Tensor) Tensor {
	r.outer.backward(ws, dy)
	dh := ws.takeLike(r.conv2.x)
	r.conv2.backward(ws, dy, dh, false)
	r.inner.backward(ws, dh)

	dx := dy
	if r.shortcut != nil {
		dx = ws.takeLike(r.conv1.x)
		r.shortcut.backward(ws, dy, dx, false)
		ws.give(dy)
	}
	r.conv1.backward(ws, dh, dx, true)
	ws.give(dh)
	return dx
}

func (r *residual) state() []*Param {
	s := append(r.conv1.state(), r.conv2.state()...)
	if r.shortcut != nil {
		s = append(s, r.shortcut.state()...)
	}
	return s
}

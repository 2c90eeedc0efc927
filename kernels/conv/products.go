package conv

// Forward computes the output channels [from, to), multiples of [Columns] or the end, of all images of x.
// y must not overlap x.
func (p *Plan) Forward(s *Scratch, x, y Maps, from, to int) {
	x.checkLike("Forward", p.Input(1), x.Images)
	y.checkLike("Forward", p.Output(1), x.Images)
	checkChannels("Forward", from, to, p.Out)
	if p.Winograd() {
		p.tileSum(s, x, y, p.packed, false, from, to)
		return
	}
	p.forwardDirect(x, y, from, to)
}

// InputGradient computes the channels [from, to), multiples of [Columns] or the end, of the gradient dx of
// the input from dy, that of the output, or adds them to dx. dx has no border. It
// panics for images as they come, whose gradient nobody asks for.
func (p *Plan) InputGradient(s *Scratch, dy, dx Maps, add bool, from, to int) {
	if p.Pixels {
		panic("conv: InputGradient: the input is images")
	}
	dy.checkLike("InputGradient", p.Gradient(1), dy.Images)
	dx.checkLike("InputGradient", NewMaps(1, p.Height, p.Width, p.In, 0), dy.Images)
	checkChannels("InputGradient", from, to, p.In)
	switch {
	case p.Winograd():
		p.tileSum(s, dy, dx, p.turned, add, from, to)
	default:
		p.inputDirect(dy, dx, add, from, to)
	}
}

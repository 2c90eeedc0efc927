package nn

import (
	"slices"

	"github.com/abc86604/temper/kernels/conv"
	"github.com/abc86604/temper/kernels/matrix"
)

// trunk is the convolutional body of an encoder: blocks, and the mean of each channel
// over the pixels (global average pooling) at their end.
type trunk struct {
	blocks []block

	ins []*activation // what each block read
	top *activation   // the last one's output
	out Tensor
}

func (t *trunk) forward(ws *workspace, images Tensor, train bool) Tensor {
	t.pack(ws, train)
	t.run(ws, images, train)
	return t.pool(ws)
}

// run takes images through the blocks.
func (t *trunk) run(ws *workspace, images Tensor, train bool) {
	in := &activation{images: images}
	if len(t.ins) > 0 {
		in.x = t.ins[0].x
	}
	t.ins = t.ins[:0]
	for _, b := range t.blocks {
		t.ins = append(t.ins, in)
		in = b.forward(ws, in, train)
	}
	t.top = in
}

// pack prepares the weights of all stages, each part a task.
func (t *trunk) pack(ws *workspace, train bool) {
	var pack, turn []func()
	for _, b := range t.blocks {
		for _, s := range b.stages() {
			s.plan.Reserve(train)
			for i := range s.plan.PackTasks() {
				pack = append(pack, func() { s.plan.Pack(i, s.weight.Value) })
			}
			for i := range s.plan.TurnTasks() {
				turn = append(turn, func() { s.plan.Turn(i, s.weight.Value) })
			}
		}
	}
	ws.run(len(pack), func(_ *scratch, i int) { pack[i]() })
	if train {
		ws.run(len(turn), func(_ *scratch, i int) { turn[i]() })
	}
}

// pool makes the last activation and its channels' means.
func (t *trunk) pool(ws *workspace) Tensor {
	t.top.begin(true)
	x := t.top.x
	t.out.resize(x.Images, 1, 1, x.Channels)
	ws.run(x.Images, func(w *scratch, i int) {
		image := x.Slice(i, i+1)
		t.top.compute(image, i, 0, x.Blocks())
		w.sums = matrix.Grow(w.sums, 2*x.Blocks()*conv.Block)
		sums, squares := w.sums[:x.Blocks()*conv.Block], w.sums[x.Blocks()*conv.Block:]
		conv.Moments(image, sums, squares, 0, x.Blocks())
		for c, out := 0, t.out.images(i, i+1); c < len(out); c++ {
			out[c] = float32(float64(sums[c]) / float64(x.Height*x.Width))
		}
	})
	return t.out
}

func (t *trunk) backward(ws *workspace, dy Tensor) Tensor {
	ws.needGradient(t.top)
	ws.run(dy.N, func(w *scratch, i int) { t.spread(dy.images(i, i+1), i) })
	ws.give(dy)
	t.back(ws)
	return Tensor{}
}

// back takes the gradient of the last activation through the blocks. The weights'
// gradients, which nobody waits for, are added up at the end.
func (t *trunk) back(ws *workspace) {
	for i, b := range slices.Backward(t.blocks) {
		b.backward(ws, t.ins[i])
	}
	var sums []reduction
	for _, b := range t.blocks {
		for _, s := range b.stages() {
			sums = append(sums, s.weightSum())
		}
	}
	reduce(ws, sums...)
}

// spread gives every pixel of an image its share of the gradient of its channel's mean.
func (t *trunk) spread(dy []float32, image int) {
	x := t.top.x.Slice(image, image+1)
	grad := t.top.grad.Slice(image, image+1)
	share := 1 / float32(x.Height*x.Width)
	for b := range grad.Blocks() {
		var pixel [conv.Block]float32
		for c, v := range dy[b*conv.Block : min((b+1)*conv.Block, len(dy))] {
			pixel[c] = share * v
		}
		for row := range grad.Height {
			for col := range grad.Width {
				copy(grad.Data[grad.At(0, b, row, col):], pixel[:])
			}
		}
	}
	t.top.rectify(x, image, 0, x.Blocks())
}

func (t *trunk) state() []*Param {
	var all []*Param
	for _, b := range t.blocks {
		for _, s := range b.stages() {
			all = append(all, s.state()...)
		}
	}
	return all
}

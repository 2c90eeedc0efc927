package nn

import (
	"context"

	"github.com/abc86604/temper/kernels/conv"
	"github.com/abc86604/temper/kernels/parallel"
)

// A workspace is what the layers of one encoder share during a pass: the
// number of threads, the scratch memory of each, and pools of gradients.
//
// Once ctx has ended, tasks are left out: the pass goes on to its end all the same, on
// values that are arbitrary, so that everything is given back and nothing half done is left
// behind for the next one. What must not take arbitrary values in is for passes that have
// been seen to end before their ctx did.
type workspace struct {
	ctx     context.Context
	threads int
	scratch []scratch
	free    map[int][][]float32 // gradient buffers not in use, by length
	batch   int                 // the batch size they belong to
	maps    mapsPool
}

// scratch is the memory of one worker: for its convolutions, of which two may have a
// gradient of their weights under way, and a few maps of some images.
type scratch struct {
	conv [3]conv.Scratch
	maps workerMaps
	sums []float32 // of an image's channels
}

// begin prepares a pass over n images on the given number of threads.
func (ws *workspace) begin(ctx context.Context, threads, n int) {
	ws.ctx, ws.threads = ctx, max(1, threads)
	for len(ws.scratch) < ws.threads {
		ws.scratch = append(ws.scratch, scratch{})
	}
	if ws.batch != n {
		ws.free, ws.batch = make(map[int][][]float32), n
		ws.maps = mapsPool{}
	}
}

// takeLike returns a gradient of x's shape with arbitrary values.
func (ws *workspace) takeLike(x Tensor) Tensor {
	x.Data = ws.take(len(x.Data))
	return x
}

func (ws *workspace) take(size int) []float32 {
	if stack := ws.free[size]; len(stack) > 0 {
		ws.free[size] = stack[:len(stack)-1]
		return stack[len(stack)-1]
	}
	return make([]float32, size)
}

// give returns a gradient to the pool.
func (ws *workspace) give(t Tensor) { ws.put(t.Data) }

func (ws *workspace) put(data []float32) { ws.free[len(data)] = append(ws.free[len(data)], data) }

// each calls f for every task of g, with the images [first, last) that it covers.
func (ws *workspace) each(g grid, f func(s *scratch, task, first, last int)) {
	ws.run(g.tasks(), func(s *scratch, task int) {
		first, last := g.images(task)
		f(s, task, first, last)
	})
}

// run calls f for so many tasks, until the pass is given up.
func (ws *workspace) run(tasks int, f func(s *scratch, task int)) {
	parallel.ForWorker(ws.threads, tasks, func(worker, task int) {
		if !ws.stopped() {
			f(&ws.scratch[worker], task)
		}
	})
}

// stopped tells whether the pass is given up. Tasks that take long ask now and then.
func (ws *workspace) stopped() bool { return ws.ctx.Err() != nil }

// stripeBlocks is the number of channel blocks in a task of eachStripe.
const stripeBlocks = 4

// eachStripe calls f for a few channel blocks [from, to) of an image at a time.
func (ws *workspace) eachStripe(m conv.Maps, f func(image, from, to int)) {
	stripes := (m.Blocks() + stripeBlocks - 1) / stripeBlocks
	ws.run(m.Images*stripes, func(_ *scratch, task int) {
		from := task % stripes * stripeBlocks
		f(task/stripes, from, min(from+stripeBlocks, m.Blocks()))
	})
}

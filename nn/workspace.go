package nn

import (
	"github.com/abc86604/temper/kernels/conv"
	"github.com/abc86604/temper/kernels/parallel"
)

// A workspace is what the layers of one encoder share during a pass: the
// number of threads, the scratch memory of each, and pools of gradients.
type workspace struct {
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
func (ws *workspace) begin(threads, n int) {
	ws.threads = max(1, threads)
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

// run calls f for so many tasks.
func (ws *workspace) run(tasks int, f func(s *scratch, task int)) {
	parallel.ForWorker(ws.threads, tasks, func(worker, task int) { f(&ws.scratch[worker], task) })
}

// stripeBlocks is the number of channel blocks in a task of eachStripe.
const stripeBlocks = 4

// eachStripe calls f for a few channel blocks [from, to) of an image at a time.
func (ws *workspace) eachStripe(m conv.Maps, f func(image, from, to int)) {
	stripes := (m.Blocks() + stripeBlocks - 1) / stripeBlocks
	parallel.For(ws.threads, m.Images*stripes, func(task int) {
		from := task % stripes * stripeBlocks
		f(task/stripes, from, min(from+stripeBlocks, m.Blocks()))
	})
}

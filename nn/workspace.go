package nn

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
)

// A workspace is what the layers of one encoder share during a pass: the
// number of threads, the scratch memory of each, and a pool of gradients.
type workspace struct {
	threads int
	scratch []scratch
	free    map[int][][]float32 // gradient buffers not in use, by length
	batch   int                 // the batch size they belong to
}

// scratch is the memory of one worker.
type scratch struct {
	columns []float32 // gathered pixels, or rows to scatter
	grad    []float32 // gradient of a convolution's output
}

// rows returns a matrix on s.columns with arbitrary values.
func (s *scratch) rows(n, width int) blas32.General {
	s.columns = matrix.Grow(s.columns, n*width)
	return matrix.Of(s.columns, n, width)
}

// begin prepares a pass over n images on the given number of threads.
func (ws *workspace) begin(threads, n int) {
	ws.threads = max(1, threads)
	for len(ws.scratch) < ws.threads {
		ws.scratch = append(ws.scratch, scratch{})
	}
	if ws.batch != n {
		ws.free, ws.batch = make(map[int][][]float32), n
	}
}

// takeLike returns a gradient of x's shape with arbitrary values.
func (ws *workspace) takeLike(x Tensor) Tensor {
	size := len(x.Data)
	if stack := ws.free[size]; len(stack) > 0 {
		x.Data = stack[len(stack)-1]
		ws.free[size] = stack[:len(stack)-1]
	} else {
		x.Data = make([]float32, size)
	}
	return x
}

// give returns a gradient to the pool.
func (ws *workspace) give(t Tensor) {
	ws.free[len(t.Data)] = append(ws.free[len(t.Data)], t.Data)
}

// each calls f for every task of g, with the images [first, last) that it covers.
func (ws *workspace) each(g grid, f func(s *scratch, task, first, last int)) {
	parallel.ForWorker(ws.threads, g.tasks(), func(worker, task int) {
		first := task * g.per
		f(&ws.scratch[worker], task, first, min(first+g.per, g.images))
	})
}

// A grid cuts a batch into tasks of whole images. It depends on the shape alone,
// and so do all sums that are taken task by task.
type grid struct {
	images, per int
}

// gridOf returns the grid for a tensor of t's shape.
func gridOf(t Tensor) grid {
	pixels := t.H * t.W
	return grid{images: t.N, per: (taskPixels + pixels - 1) / pixels}
}

func (g grid) tasks() int { return (g.images + g.per - 1) / g.per }

// eachBlock calls f for stretches [from, to) of n values in rows of the given
// width, short enough that a second kernel finds them in the cache.
func eachBlock(n, width int, f func(from, to int)) {
	stretch := max(1, kernels.Block/width) * width
	for from := 0; from < n; from += stretch {
		f(from, min(from+stretch, n))
	}
}

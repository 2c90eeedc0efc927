package nn

import "github.com/abc86604/temper/kernels/conv"

// The passes of stages over an activation. Narrow convolutions go by ranges of images,
// each range one task with everything in it, and in it by groups that stay in the cache.
// Wide ones, of which a range has too few pixels for the weights that it reads, go by
// images and channels: first the activation of the whole batch, then the products.

// convolve runs stages over in, of which they read the same images, and settles their
// norms. keep keeps the values of in.
func (ws *workspace) convolve(in *activation, keep, train bool, stages ...*stage) {
	in.begin(keep)
	for _, s := range stages {
		s.begin(in.shape.Images)
	}
	if narrow(stages) {
		ws.convolveRanges(in, train, stages)
	} else {
		ws.convolveParts(in, train, stages)
	}
	for _, s := range stages {
		if !ws.stopped() {
			s.settle(train)
		}
	}
}

func (ws *workspace) convolveRanges(in *activation, train bool, stages []*stage) {
	group := stages[0].plan.Group()
	ws.each(ranges(in.shape.Images, forwardTasks, stages[0].plan), func(w *scratch, _, first, last int) {
		for g := first; g < last && !ws.stopped(); g += group {
			x := in.group(w, g, min(g+group, last))
			in.compute(x, g, 0, x.Blocks())
			for _, s := range stages {
				s.convolve(&w.conv[0], x, g, 0, s.outputs(), train)
			}
		}
	})
}

// group returns where the values of the images [first, last) go: among those kept, or
// into the worker's memory.
func (a *activation) group(w *scratch, first, last int) conv.Maps {
	if a.kept() {
		return a.x.Slice(first, last)
	}
	shape := a.shape
	shape.Images = last - first
	return w.maps.get(shape, 0)
}

func (ws *workspace) convolveParts(in *activation, train bool, stages []*stage) {
	x := ws.whole(in)
	ws.computeAll(in, x)
	boards, tasks := make([]board, len(stages)), 0
	for i, s := range stages {
		boards[i] = outputBoard(in.shape.Images, s.plan)
		tasks += boards[i].tasks()
	}
	ws.run(tasks, func(w *scratch, task int) {
		i := 0
		for ; task >= boards[i].tasks(); i++ {
			task -= boards[i].tasks()
		}
		first, last, from, to := boards[i].at(task)
		stages[i].convolve(&w.conv[0], x.Slice(first, last), first, from, to, train)
	})
	ws.release(in, x)
}

// whole returns maps for all values of in: those kept, or some from the pool.
func (ws *workspace) whole(in *activation) conv.Maps {
	if in.kept() {
		return in.x
	}
	return ws.maps.take(in.shape)
}

// release gives back what whole took.
func (ws *workspace) release(in *activation, x conv.Maps) {
	if !in.kept() {
		ws.maps.give(x)
	}
}

// computeAll makes the values of the whole batch, cut by images and channels.
func (ws *workspace) computeAll(in *activation, x conv.Maps) {
	ws.eachStripe(x, func(image, from, to int) { in.compute(x.Slice(image, image+1), image, from, to) })
}

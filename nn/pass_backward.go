package nn

import "github.com/abc86604/temper/kernels/conv"

// A branch is a stage on the way back, with the gradient of its normalised values.
type branch struct {
	*stage
	grad conv.Maps
}

// pullBack takes the gradients of branches that read in back to the partial sums of
// their weights and, if in.grad has been given memory, to in. With add they are added to what in.grad holds:
// the gradient of a shortcut.
func (ws *workspace) pullBack(in *activation, add bool, branches ...branch) {
	var stages []*stage
	for _, b := range branches {
		if !ws.stopped() {
			b.settleGradient()
		}
		stages = append(stages, b.stage)
	}
	if narrow(stages) {
		ws.pullRanges(in, add, branches, rangesOf(stages))
	} else {
		ws.pullParts(in, add, branches)
	}
}

// pullRanges goes by so many ranges of images. Each has a part of its own of the
// weights' gradients.
func (ws *workspace) pullRanges(in *activation, add bool, branches []branch, count int) {
	group := branches[0].plan.Group()
	g := ranges(in.shape.Images, count, branches[0].plan)
	for _, b := range branches {
		b.partials.begin(g.tasks(), b.plan.GradientSize())
	}
	ws.each(g, func(w *scratch, task, first, last int) {
		for i := first; i < last && !ws.stopped(); i += group {
			end := min(i+group, last)
			x := in.group(w, i, end)
			if !in.kept() {
				in.compute(x, i, 0, x.Blocks())
			}
			for k, b := range branches {
				dy := w.maps.get(b.plan.Gradient(end-i), 1+k)
				b.differentiate(dy, b.grad, i, 0, dy.Blocks())
				b.plan.WeightGradient(&w.conv[k], x, dy, b.plan.Whole(), b.partials.part(task), i == first, end == last)
				in.addGradient(w, b.plan, dy, i, add || k > 0, 0, in.shape.Blocks())
			}
			in.rectify(x, i, 0, in.shape.Blocks())
		}
	})
}

// addGradient adds what dy, the gradient of a plan's output, says of the images from
// first on to a's gradient, if that is wanted, in the channel blocks [from, to); without
// add it is the first to say something.
func (a *activation) addGradient(w *scratch, p *conv.Plan, dy conv.Maps, first int, add bool, from, to int) {
	if a.wanted() {
		p.InputGradient(&w.conv[len(w.conv)-1], dy, a.grad.Slice(first, first+dy.Images), add, from*conv.Block, to*conv.Block)
	}
}

// pullParts makes the gradients of the branches' outputs for the whole batch, and then
// those of the weights and of the input by images and channels.
func (ws *workspace) pullParts(in *activation, add bool, branches []branch) {
	x := ws.whole(in)
	if !in.kept() {
		ws.computeAll(in, x)
	}
	dys := make([]conv.Maps, len(branches))
	for i, b := range branches {
		dys[i] = ws.maps.take(b.plan.Gradient(in.shape.Images))
		ws.eachStripe(dys[i], func(image, from, to int) {
			b.differentiate(dys[i].Slice(image, image+1), b.grad, image, from, to)
		})
	}
	weights := ws.weightTasks(x, dys, branches)
	inputs := inputBoard(in.shape.Images, branches[0].plan)
	tasks := len(weights)
	if in.wanted() {
		tasks += inputs.tasks()
	}
	ws.run(tasks, func(w *scratch, task int) {
		if task < len(weights) {
			weights[task](w)
			return
		}
		first, last, from, to := inputs.at(task - len(weights))
		for k, b := range branches {
			in.addGradient(w, b.plan, dys[k].Slice(first, last), first, add || k > 0, from/conv.Block, to/conv.Block)
		}
		in.rectify(x.Slice(first, last), first, from/conv.Block, to/conv.Block)
	})
	for _, dy := range dys {
		ws.maps.give(dy)
	}
	ws.release(in, x)
}

// weightTasks are the tasks of the branches' weights: a part of the channels over a
// range of images.
func (ws *workspace) weightTasks(x conv.Maps, dys []conv.Maps, branches []branch) []func(w *scratch) {
	var tasks []func(w *scratch)
	for i, b := range branches {
		parts := weightParts(b.plan)
		g := ranges(x.Images, max(1, rangeTasks/len(parts)), b.plan)
		b.partials.begin(g.tasks(), b.plan.GradientSize())
		for task := range g.tasks() {
			for _, part := range parts {
				tasks = append(tasks, func(w *scratch) { b.sumWeights(ws, w, x, dys[i], g, task, part) })
			}
		}
	}
	return tasks
}

// sumWeights sums a part of the weights' gradient over a range of images.
func (s *stage) sumWeights(ws *workspace, w *scratch, x, dy conv.Maps, g grid, task int, part conv.Part) {
	first, last := g.images(task)
	group := s.plan.Group()
	for i := first; i < last && !ws.stopped(); i += group {
		end := min(i+group, last)
		s.plan.WeightGradient(&w.conv[0], x.Slice(i, end), dy.Slice(i, end), part, s.partials.part(task), i == first, end == last)
	}
}

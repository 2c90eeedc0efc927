package nn

import "github.com/abc86604/temper/kernels/conv"

// A grid cuts a batch into tasks of whole images. It depends on the shape alone, and so
// do all sums that are taken task by task.
type grid struct {
	n, per int // images of the batch, and of a task
}

func (g grid) tasks() int { return (g.n + g.per - 1) / g.per }

// images returns the images [first, last) of a task.
func (g grid) images(task int) (first, last int) {
	return task * g.per, min((task+1)*g.per, g.n)
}

// ranges cuts n images into at most so many ranges of whole groups, or more where one
// would have more than rangePixels pixels of output.
func ranges(n, tasks int, p *conv.Plan) grid {
	group := p.Group()
	per := (n + tasks - 1) / tasks
	most := max(1, rangePixels/(p.OutHeight()*p.OutWidth())/group) * group
	return grid{n, min((per+group-1)/group*group, most)}
}

// rangesOf is the number of ranges for the gradients of narrow stages.
func rangesOf(stages []*stage) int {
	for _, s := range stages {
		if s.plan.In*s.plan.Out > fewWeights {
			return rangeTasks
		}
	}
	return manyRanges
}

// narrow tells whether stages go by ranges of images.
func narrow(stages []*stage) bool {
	for _, s := range stages {
		if s.plan.In*s.plan.Out > narrowWeights {
			return false
		}
	}
	return true
}

func filled(channels int) int { return (channels + conv.Block - 1) / conv.Block * conv.Block }

// A board cuts a product of a wide convolution into tasks of some images and some of its
// channels. All that read the same images transform them again, so there are no more
// parts of the channels than make enough tasks.
type board struct {
	grid
	channels, part int
}

// newBoard cuts images of so many pixels, and channels.
func newBoard(images, pixels, channels int) board {
	b := board{grid{images, max(1, taskPixels/pixels)}, channels, partChannels}
	for b.tasks() < rangeTasks && b.per > 1 && b.per*pixels > leastPixels {
		b.per /= 2
	}
	parts := min((rangeTasks+b.grid.tasks()-1)/b.grid.tasks(), b.parts())
	b.part = ((channels+parts-1)/parts + partChannels - 1) / partChannels * partChannels
	return b
}

func (b board) parts() int { return (b.channels + b.part - 1) / b.part }

func (b board) tasks() int { return b.grid.tasks() * b.parts() }

// at returns the images and the channels of a task.
func (b board) at(task int) (first, last, from, to int) {
	first, last = b.images(task / b.parts())
	from = task % b.parts() * b.part
	return first, last, from, min(from+b.part, b.channels)
}

func outputBoard(images int, p *conv.Plan) board {
	return newBoard(images, p.OutHeight()*p.OutWidth(), filled(p.Out))
}

func inputBoard(images int, p *conv.Plan) board {
	return newBoard(images, p.OutHeight()*p.OutWidth(), filled(p.In))
}

// weightParts cuts the gradient of a wide convolution's weights.
func weightParts(p *conv.Plan) []conv.Part {
	var all []conv.Part
	whole := p.Whole()
	step := partChannels
	if p.Pixels {
		step = p.In // an image's channels lie side by side
	}
	for c := whole.C0; c < whole.C1; c += step {
		for k := whole.K0; k < whole.K1; k += partChannels {
			all = append(all, conv.Part{C0: c, C1: min(c+step, whole.C1), K0: k, K1: min(k+partChannels, whole.K1)})
		}
	}
	return all
}

// byValues cuts the images of a Tensor by their values.
func byValues(t Tensor) grid { return grid{t.N, max(1, taskValues/t.size())} }

// taskValues is how many values are worth a task.
const taskValues = 1 << 14

// forwardTasks is the number of tasks of narrow stages on the way forward, which leave no
// sums behind.
const forwardTasks = 256

// taskPixels is the number of output pixels whose products share what a task of a wide
// convolution reads of the weights, and leastPixels the least that is worth it.
const (
	taskPixels  = 256
	leastPixels = 128
)

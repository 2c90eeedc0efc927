package eval

import (
	"context"
	"math"
)

const (
	// remembered is the number of steps that the curvature is read off.
	remembered = 10
	// flatter bounds the slope at the end of a step below, by its share of that at
	// the start, and overshot above: past the minimum it may rise so much. They
	// are σ and 1 - 2δ of Hager and Zhang.
	flatter, overshot = 0.9, 0.8
	// valueNoise is the share of a value that rounding may move it by.
	valueNoise = 1e-7
	// mostTries ends a search along a direction that rounding has left no descent in.
	mostTries = 40
)

// A minimiser looks for the minimum of a smooth convex function by L-BFGS (Nocedal and
// Wright 2006, algorithms 7.4 and 7.5).
//
// Near the minimum the value falls by less than its rounding, while the gradient still
// has digits. So a step is judged by the slope at its end, as Hager and Zhang (2005)
// do with their approximate Wolfe conditions: it must not have risen by more than noise,
// and its slope must lie between flatter of that at the start and overshot of its
// opposite. Points lie on float32 numbers, which is what f may compute with, and the
// steps between them are exact. All else is float64 in a fixed order: the same bits
// everywhere.
type minimiser struct {
	threads int
	f       func(grad, x []float64) float64 // the value at x, which sets grad

	x, grad   []float64 // where it stands
	value     float64
	direction []float64
	nextX     []float64 // where it may go
	nextGrad  []float64
	steps     []curvature // the newest last
}

// curvature is a step s with the change y of the gradient over it.
type curvature struct {
	s, y []float64
	sy   float64 // s·y, positive
	a    float64 // of the recursion that is under way
}

// newMinimiser starts at x, which becomes its own.
func newMinimiser(threads int, x []float64, f func(grad, x []float64) float64) *minimiser {
	m := &minimiser{threads: threads, f: f, x: x}
	for _, v := range []*[]float64{&m.grad, &m.direction, &m.nextX, &m.nextGrad} {
		*v = make([]float64, len(x))
	}
	return m
}

// run goes on until no element of the gradient exceeds threshold, which it returns true
// for, for at most so many iterations. report is told how many there have been, and the
// gradient's largest element. A cancelled ctx ends it with its error.
func (m *minimiser) run(ctx context.Context, threshold float64, most int, report func(iterations int, gradient float64)) (iterations int, converged bool, err error) {
	m.value = m.f(m.grad, m.x)
	for {
		if err := ctx.Err(); err != nil {
			return iterations, false, err
		}
		size := largest(m.grad)
		report(iterations, size)
		if size <= threshold || iterations == most {
			return iterations, size <= threshold, nil
		}
		m.choose()
		if !m.search(ctx) {
			if len(m.steps) == 0 {
				return iterations, false, ctx.Err()
			}
			m.steps = m.steps[:0] // steepest descent may still find a way
		}
		iterations++
	}
}

// choose sets the direction to that of the minimum by the curvature of the steps.
func (m *minimiser) choose() {
	d := m.direction
	for j, g := range m.grad {
		d[j] = -g
	}
	for i := len(m.steps) - 1; i >= 0; i-- {
		c := &m.steps[i]
		c.a = dot(m.threads, c.s, d) / c.sy
		addScaled(m.threads, d, d, -c.a, c.y)
	}
	if last := len(m.steps) - 1; last >= 0 {
		c := &m.steps[last]
		scale := c.sy / dot(m.threads, c.y, c.y)
		for j := range d {
			d[j] *= scale
		}
	}
	for i := range m.steps {
		c := &m.steps[i]
		addScaled(m.threads, d, d, c.a-dot(m.threads, c.y, d)/c.sy, c.s)
	}
}

// search takes a step along the direction, unless it finds none or ctx ends.
func (m *minimiser) search(ctx context.Context) bool {
	slope := dot(m.threads, m.direction, m.grad)
	step, low, high := 1.0, 0.0, math.Inf(1)
	if len(m.steps) == 0 {
		step = 1 / math.Sqrt(-slope) // of length 1: nothing is known yet
	}
	for try := 0; try < mostTries && slope < 0 && ctx.Err() == nil; try++ {
		for j, v := range m.x {
			m.nextX[j] = float64(float32(v + float64(step*m.direction[j])))
		}
		value := m.f(m.nextGrad, m.nextX)
		switch end := dot(m.threads, m.direction, m.nextGrad); {
		case end < flatter*slope:
			low = step
		case end <= 0, end <= -overshot*slope && value <= m.value+float64(valueNoise*m.value):
			m.take(value)
			return ctx.Err() == nil
		default:
			high = step
		}
		if step = (low + high) / 2; math.IsInf(high, 1) {
			step = 2 * low
		}
	}
	return false
}

// take goes to where search has looked, and remembers the way.
func (m *minimiser) take(value float64) {
	var c curvature
	if len(m.steps) == remembered {
		c = m.steps[0]
		m.steps = append(m.steps[:0], m.steps[1:]...)
	} else {
		c = curvature{s: make([]float64, len(m.x)), y: make([]float64, len(m.x))}
	}
	addScaled(m.threads, c.s, m.nextX, -1, m.x)
	addScaled(m.threads, c.y, m.nextGrad, -1, m.grad)
	m.x, m.nextX = m.nextX, m.x
	m.grad, m.nextGrad = m.nextGrad, m.grad
	m.value = value
	if c.sy = dot(m.threads, c.s, c.y); c.sy > 0 {
		m.steps = append(m.steps, c)
	}
}

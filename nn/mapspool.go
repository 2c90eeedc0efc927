package nn

import "github.com/abc86604/temper/kernels/conv"

// A mapsShape is what maps with a border can be used again for: their borders lie at
// the same places.
type mapsShape struct{ images, height, width, channels, border, side int }

func shapeOf(m conv.Maps) mapsShape {
	return mapsShape{m.Images, m.Height, m.Width, m.Channels, m.Border, m.Side}
}

// mapsPool keeps maps with borders that are not in use.
type mapsPool struct{ free map[mapsShape][]conv.Maps }

// take returns maps of a shape: zeros on the border, arbitrary values inside.
func (p *mapsPool) take(shape conv.Maps) conv.Maps {
	key := shapeOf(shape)
	if stack := p.free[key]; len(stack) > 0 {
		p.free[key] = stack[:len(stack)-1]
		return stack[len(stack)-1]
	}
	shape.Data = make([]float32, shape.Size())
	return shape
}

// give returns maps to the pool.
func (p *mapsPool) give(m conv.Maps) {
	if p.free == nil {
		p.free = map[mapsShape][]conv.Maps{}
	}
	p.free[shapeOf(m)] = append(p.free[shapeOf(m)], m)
}

// workerMaps are maps of a few images that a worker uses again and again.
type workerMaps struct{ held map[workerKey]conv.Maps }

type workerKey struct {
	mapsShape
	slot int
}

// get returns the maps of a shape and slot: zeros on the border, inside what was there.
func (w *workerMaps) get(shape conv.Maps, slot int) conv.Maps {
	key := workerKey{shapeOf(shape), slot}
	m, ok := w.held[key]
	if !ok {
		if w.held == nil {
			w.held = map[workerKey]conv.Maps{}
		}
		shape.Data = make([]float32, shape.Size())
		m = shape
		w.held[key] = m
	}
	return m
}

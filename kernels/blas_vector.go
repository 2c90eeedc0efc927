package kernels

import (
	"math"
	"sync"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// vectorScratch holds dense copies of vectors with an increment.
type vectorScratch struct{ x, y []float32 }

var vectorScratches = sync.Pool{New: func() any { return new(vectorScratch) }}

// holdsVector reports whether x has room for n > 0 elements, inc apart. With a
// negative inc they run backwards from x[(n-1)·|inc|] to x[0]. It panics where [holds]
// does.
func holdsVector(name string, x []float32, n, inc int) bool {
	if impl.HoldsVector(len(x), n, inc) {
		return true
	}
	if _, ok := impl.Product(n-1, max(inc, -inc)); !ok {
		panic(insufficient + name)
	}
	return false
}

// start returns the place of the first element.
func start(n, inc int) int { return max(0, (1-n)*inc) }

// dense returns the n elements of x: x itself if they lie side by side, else a
// copy in buf.
func dense(buf *[]float32, x []float32, n, inc int) []float32 {
	if inc == 1 {
		return x[:n]
	}
	d := grow(buf, n)
	at := start(n, inc)
	for i := range d {
		d[i] = x[at]
		at += inc
	}
	return d
}

// spread writes what dense returned back.
func spread(x, d []float32, inc int) {
	if inc == 1 {
		return
	}
	at := start(len(d), inc)
	for _, v := range d {
		x[at] = v
		at += inc
	}
}

// absolute returns |x_i| for i from from to to-1, in buf.
func absolute(buf *[]float32, x []float32, from, to, inc int) []float32 {
	d := grow(buf, to-from)
	for i := range d {
		d[i] = math.Float32frombits(math.Float32bits(x[(from+i)*inc]) &^ (1 << 31))
	}
	return d
}

package kernels

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/parallel"
)

// Sums of more than longSum terms. C is cut into areas and the terms into stretches; a
// task takes the products of one stretch for one area, into memory of its own. A wave of
// such tasks, whole areas or a part of one area's stretches, is followed by the additions
// in float64. Which areas and waves there are changes no bit, so that a narrow product
// has as many tasks as it has stretches, and memory stays within some 40 MB.
const (
	longRows = 512
	longCols = 512
	longWave = 32 // tasks, where an area is as large as it can be
)

// longWork is a product with long sums under way.
type longWork struct {
	table   *impl.Table
	threads int
	alpha   float32
	a, b    impl.View
	c       blas32.General
	zero    bool

	rows, cols   int // of an area; the last ones have fewer
	across       int // areas beside each other
	areas, first int // areas of a wave, and the first of them
	from, terms  int // the stretches of a wave, and how many
	sums         []float32
	totals       []float64
}

var longWorks = sync.Pool{New: func() any { return new(longWork) }}

// gemmLong is gemmPacked for sums of more than longSum terms.
func gemmLong(table *impl.Table, threads int, alpha float32, a, b impl.View, zero bool, c blas32.General) {
	w := longWorks.Get().(*longWork)
	*w = longWork{table: table, threads: threads, alpha: alpha, a: a, b: b, c: c, zero: zero, sums: w.sums, totals: w.totals}
	w.run()
	*w = longWork{sums: w.sums, totals: w.totals}
	longWorks.Put(w)
}

func (w *longWork) run() {
	w.rows = impl.CeilDiv(w.c.Rows, impl.CeilDiv(w.c.Rows, longRows))
	w.cols = impl.CeilDiv(w.c.Cols, impl.CeilDiv(w.c.Cols, longCols))
	w.across = impl.CeilDiv(w.c.Cols, w.cols)
	areas, stretches := impl.CeilDiv(w.c.Rows, w.rows)*w.across, impl.CeilDiv(w.a.Cols, longStretch)
	size := w.rows * w.cols
	wave := longWave * longRows * longCols / size
	for w.first = 0; w.first < areas; w.first += w.areas {
		w.areas = min(max(1, wave/stretches), areas-w.first)
		w.totals = grow(&w.totals, w.areas*size)
		clear(w.totals)
		for w.from = 0; w.from < stretches; w.from += w.terms {
			w.terms = min(wave, stretches-w.from)
			w.sums = grow(&w.sums, w.areas*w.terms*size)
			w.each(w.areas*w.terms, size*longStretch, w.multiply)
			w.each(w.areas*w.rows, w.cols*w.terms*addedCost, w.addUp)
		}
		w.each(w.areas*w.rows, w.cols*addedCost, w.set)
	}
}

// addedCost is how many multiply-adds an addition in float64 takes the time of.
const addedCost = 64

// each calls f for n units of work, each of so many multiply-adds, as many to a task as
// are worth a goroutine.
func (w *longWork) each(n, cost int, f func(unit int)) {
	together := impl.CeilDiv(gemmMinTask, cost)
	parallel.For(w.threads, impl.CeilDiv(n, together), func(task int) {
		for unit := task * together; unit < min(n, (task+1)*together); unit++ {
			f(unit)
		}
	})
}

// area returns the part of C that an area of the wave is, and where it begins.
func (w *longWork) area(number int) (c blas32.General, i, j int) {
	i, j = (w.first+number)/w.across*w.rows, (w.first+number)%w.across*w.cols
	return general(min(w.rows, w.c.Rows-i), min(w.cols, w.c.Cols-j), w.c.Data[i*w.c.Stride+j:], w.c.Stride), i, j
}

// multiply takes the sums of one stretch for one area.
func (w *longWork) multiply(unit int) {
	c, i, j := w.area(unit / w.terms)
	p := (w.from + unit%w.terms) * longStretch
	k := min(longStretch, w.a.Cols-p)
	a, b := w.a, w.b
	a.Rows, a.Cols, a.Data = c.Rows, k, a.Data[i*a.Row+p*a.Col:]
	b.Rows, b.Cols, b.Data = k, c.Cols, b.Data[p*b.Row+j*b.Col:]
	sums := w.sums[unit*w.rows*w.cols:][:c.Rows*c.Cols]
	clear(sums)
	g := gemmWorks.Get().(*gemmWork)
	*g = gemmWork{table: w.table, threads: 1, alpha: 1, a: a, b: b, chain: longChain, c: general(c.Rows, c.Cols, sums, c.Cols), packed: g.packed}
	g.run()
	*g = gemmWork{packed: g.packed}
	gemmWorks.Put(g)
}

// addUp adds the sums of the wave's stretches for one row of an area.
func (w *longWork) addUp(unit int) {
	number, r := unit/w.rows, unit%w.rows
	c, _, _ := w.area(number)
	if r >= c.Rows {
		return
	}
	total := w.totals[unit*w.cols:][:c.Cols]
	for stretch := range w.terms {
		addTo(total, w.sums[(number*w.terms+stretch)*w.rows*w.cols+r*c.Cols:][:c.Cols])
	}
}

// set sets one row of C.
func (w *longWork) set(unit int) {
	c, _, _ := w.area(unit / w.rows)
	r := unit % w.rows
	if r >= c.Rows {
		return
	}
	row := c.Data[r*c.Stride:][:c.Cols]
	if w.zero {
		clear(row)
	}
	addLong(w.alpha, w.totals[unit*w.cols:][:c.Cols], row)
}

// addTo adds x to total.
func addTo(total []float64, x []float32) {
	total = total[:len(x)]
	for i, v := range x {
		total[i] += float64(v)
	}
}

// addLong adds alpha times long sums to c.
func addLong(alpha float32, total []float64, c []float32) {
	for i, v := range total {
		c[i] = float32(float64(c[i]) + float64(float64(alpha)*v))
	}
}

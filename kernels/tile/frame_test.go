package tile

import (
	"fmt"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
)

// frame holds the arguments of a function that takes more than tileArguments has.
type frame struct {
	dst, s           blas32.General
	rows, cols       [3][]float32
	rowSums, colSums [3][]float64
	scalars          [6]float32
}

// frameCase is a function that takes its arguments from a frame.
type frameCase struct {
	name string
	run  func(f *frame)
}

var frameCases = []frameCase{
	{"Logistic", func(f *frame) {
		Logistic(f.dst, f.s, f.scalars[1], f.scalars[2], f.softplus(f.rowSums), f.softplus(f.colSums), f.rowSums[2])
	}},
	{"Logistic in place, rows alone", func(f *frame) {
		Logistic(f.s, f.s, f.scalars[1], f.scalars[2], f.softplus(f.rowSums), Softplus{}, nil)
	}},
	{"Logistic, products of columns alone", func(f *frame) {
		Logistic(f.dst, f.s, f.scalars[1], f.scalars[2], Softplus{}, Softplus{Products: f.colSums[0]}, nil)
	}},
	{"ExpPair", func(f *frame) { ExpPair(f.s, f.scalars[0], f.scales(), f.pair(f.rowSums), f.pair(f.colSums)) }},
	{"ExpPair without columns", func(f *frame) { ExpPair(f.s, f.scalars[0], f.scales(), f.pair(f.rowSums), [2][]float64{}) }},
	{"ExpPair without rows", func(f *frame) { ExpPair(f.s, f.scalars[0], f.scales(), [2][]float64{}, f.pair(f.colSums)) }},
	{"WeightPair", func(f *frame) {
		WeightPair(f.dst, f.s, f.scalars[0], f.scales(), [2][]float32(f.rows[:2]), [2][]float32(f.cols[:2]))
	}},
	{"WeightPair in place", func(f *frame) {
		WeightPair(f.s, f.s, f.scalars[0], f.scales(), [2][]float32(f.rows[:2]), [2][]float32(f.cols[:2]))
	}},
	{"Limit, rows in place", func(f *frame) { Limit(f.s, f.dst, f.s, f.rowLimits(), f.colLimits(), nil, f.colSums[0]) }},
	{"Limit, columns in place", func(f *frame) { Limit(f.dst, f.s, f.s, f.rowLimits(), f.colLimits(), f.rowSums[0], nil) }},
	{"LimitRows", func(f *frame) { LimitRows(f.dst, f.s, f.rowLimits(), f.rowSums[0]) }},
	{"LimitRows in place", func(f *frame) { LimitRows(f.s, f.s, f.rowLimits(), nil) }},
	{"ExpLimited", func(f *frame) {
		ExpLimited(f.s, f.scalars[0], f.scalars[1], f.rowLimits(), f.colLimits(), f.rowSums[0], f.colSums[0], f.rowSums[1], f.colSums[1])
	}},
	{"ExpLimited of rows", func(f *frame) {
		ExpLimited(f.s, f.scalars[0], f.scalars[1], f.rowLimits(), Limits{}, f.rowSums[0], nil, f.rowSums[1], nil)
	}},
	{"WeightLimited", func(f *frame) {
		WeightLimited(f.dst, f.s, f.scalars[0], f.scalars[1], f.rowLimits(), f.colLimits(), f.rows[2], f.cols[2])
	}},
	{"WeightLimited of rows, in place", func(f *frame) {
		WeightLimited(f.s, f.s, f.scalars[0], f.scalars[1], f.rowLimits(), Limits{}, f.rows[2], nil)
	}},
}

func (f *frame) softplus(sums [3][]float64) Softplus { return Softplus{sums[0], sums[1]} }

func (f *frame) pair(sums [3][]float64) [2][]float64 { return [2][]float64(sums[:2]) }

func (f *frame) scales() [2]float32 { return [2]float32{f.scalars[1], -f.scalars[2] / 2} }

func (f *frame) rowLimits() Limits { return Limits{f.rows[0], f.rows[1]} }

func (f *frame) colLimits() Limits { return Limits{f.cols[0], f.cols[1]} }

// similarities are numbers from -1 to 1, half of them of a coarse grid so that
// many are equal, and a few of them -Inf.
func similarities() *kerneltest.Pool {
	var p kerneltest.Pool
	r := portable.NewRand(21)
	for i := range p {
		switch k := r.IntN(64); {
		case k == 0:
			p[i] = impl.Lowest[0]
		case k < 32:
			p[i] = float32(r.IntN(33)-16) / 16
		default:
			p[i] = 2*float32(r.Float64()) - 1
		}
	}
	return &p
}

// newFrame fills a frame from the pool; memory is where each of its float32
// slices, of the length it is asked for, comes from.
func newFrame(p *kerneltest.Pool, rows, cols, gap int, r *portable.Rand, memory func(n int) []float32) *frame {
	spare := r.IntN(span)
	tile := func() blas32.General {
		t := blas32.General{Rows: rows, Cols: cols, Stride: cols + gap, Data: memory((rows-1)*(cols+gap) + cols)}
		for lo := 0; lo < len(t.Data); lo += t.Stride {
			p.Fill(t.Data[lo:min(lo+t.Stride, len(t.Data))], r)
		}
		return t
	}
	f := &frame{dst: tile(), s: tile(), scalars: [6]float32{1, 10, -10}}
	for i := range rows {
		copy(row(f.s, i)[cols-spare:], impl.Lowest[:])
	}
	for i := range f.rows {
		f.rows[i], f.cols[i] = memory(rows), memory(cols)
		p.Fill(f.rows[i], r)
		p.Fill(f.cols[i], r)
	}
	for i := range f.rowSums {
		f.rowSums[i], f.colSums[i] = make([]float64, rows), make([]float64, cols-spare)
	}
	return f
}

func (f *frame) clone() *frame {
	c := *f
	c.dst.Data, c.s.Data = slices.Clone(f.dst.Data), slices.Clone(f.s.Data)
	for i := range f.rows {
		c.rows[i], c.cols[i] = slices.Clone(f.rows[i]), slices.Clone(f.cols[i])
		c.rowSums[i], c.colSums[i] = slices.Clone(f.rowSums[i]), slices.Clone(f.colSums[i])
	}
	return &c
}

// difference names what differs between frames; NaNs are equal.
func (f *frame) difference(g *frame) string {
	same := func(x, y []float32) bool { return slices.EqualFunc(x, y, kerneltest.SameBits) }
	sameSums := func(x, y []float64) bool {
		return slices.EqualFunc(x, y, func(a, b float64) bool { return numberBits(a) == numberBits(b) })
	}
	if !same(f.dst.Data, g.dst.Data) {
		return "dst"
	}
	if !same(f.s.Data, g.s.Data) {
		return "s"
	}
	for i := range f.rows {
		if !same(f.rows[i], g.rows[i]) || !same(f.cols[i], g.cols[i]) {
			return fmt.Sprintf("vector %d", i)
		}
		if !sameSums(f.rowSums[i], g.rowSums[i]) {
			return fmt.Sprintf("rows' sum %d", i)
		}
		if !sameSums(f.colSums[i], g.colSums[i]) {
			return fmt.Sprintf("columns' sum %d", i)
		}
	}
	return ""
}

// compare runs c on b and on the generic backend, twice over the same sums.
func (c frameCase) compare(t *testing.T, b *impl.Table, f *frame) {
	t.Helper()
	want := f.clone()
	for range 2 {
		active = impl.Generic
		c.run(want)
		active = b
		c.run(f)
	}
	if d := f.difference(want); d != "" {
		t.Errorf("%s of %d×%d, stride %d: other bits than generic: %s", c.name, f.s.Rows, f.s.Cols, f.s.Stride, d)
	}
}

func TestFramesEqual(t *testing.T) {
	pools := []*kerneltest.Pool{similarities(), kerneltest.Ordinary(), kerneltest.Odd()}
	onEachBackend(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(22)
		for _, c := range frameCases {
			turn := 0
			for _, rows := range []int{1, 2, 3, 4, 5, 6, 7, 64, 65, 128, 200, 256} {
				for cols := span; cols <= EdgeLimit; cols += span {
					turn++
					if testing.Short() && rows*cols > 5000 && turn%7 > 0 {
						continue
					}
					f := newFrame(pools[turn%3], rows, cols, turn%4*5, r, kerneltest.Aligned)
					if turn%3 > 0 {
						f.scalars = pools[turn%3].Scalars(r)
					}
					c.compare(t, b, f)
				}
			}
		}
	})
}

func TestFramesAllocateNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	f := newFrame(similarities(), 20, 48, 3, portable.NewRand(26), kerneltest.Aligned)
	for _, c := range frameCases {
		if n := testing.AllocsPerRun(20, func() { c.run(f) }); n > 0 {
			t.Errorf("%s: %v allocations a call", c.name, n)
		}
	}
}

package kernels

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// gatherCase has the arguments of a GatherSum; x's rows are pad elements apart.
type gatherCase struct {
	dst   []float32
	x     blas32.General
	index []int32
	w     []float32
}

func newGatherCase(p *kerneltest.Pool, rows, cols, pad, terms int, r *portable.Rand) gatherCase {
	stride := cols + pad
	s := p.Slices(cols, []int{cols, (rows-1)*stride + cols, terms}, r)
	c := gatherCase{s[0], blas32.General{Rows: rows, Cols: cols, Stride: stride, Data: s[1]}, make([]int32, terms), s[2]}
	for t := range c.index {
		c.index[t] = int32(r.IntN(rows))
	}
	return c
}

// check runs c and holds it against the definition.
func (c gatherCase) check(t *testing.T) bool {
	t.Helper()
	want := make([]float32, len(c.dst))
	for k, v := range c.dst {
		for j, i := range c.index {
			v = impl.FMA(c.w[j], row(c.x, int(i))[k], v)
		}
		want[k] = v
	}
	GatherSum(c.dst, c.x, c.index, c.w)
	for k, v := range c.dst {
		if !kerneltest.SameBits(v, want[k]) {
			t.Errorf("%d rows of %d columns: column %d is %x, want %x", len(c.index), len(c.dst), k, v, want[k])
			return false
		}
	}
	return true
}

func TestGatherSum(t *testing.T) {
	pools := []*kerneltest.Pool{kerneltest.Ordinary(), kerneltest.Odd()}
	onAllBackends(t, func(t *testing.T) {
		r := portable.NewRand(10)
		for cols := 1; cols <= 300; cols++ {
			for terms := cols % 7; terms <= 70; terms += 7 {
				if !newGatherCase(pools[terms%2], 1+r.IntN(12), cols, cols%3, terms, r).check(t) {
					return
				}
			}
		}
	})
}

// More terms, and more columns, than one call into assembly takes.
func TestGatherSumInParts(t *testing.T) {
	p := kerneltest.Ordinary()
	onAllBackends(t, func(t *testing.T) {
		r := portable.NewRand(11)
		for _, s := range []struct{ cols, terms int }{{1, 1024}, {1, 1025}, {300, 54}, {300, 55}, {300, 163}, {Block, 3}, {Block + 5, 3}} {
			newGatherCase(p, 2, s.cols, 1, s.terms, r).check(t)
		}
	})
}

func TestGatherSumPanics(t *testing.T) {
	x := blas32.General{Rows: 3, Cols: 2, Stride: 2, Data: make([]float32, 6)}
	short := x
	short.Data = x.Data[:5]
	for _, c := range []struct {
		gatherCase
		want string
	}{
		{gatherCase{make([]float32, 2), x, []int32{0, 3}, make([]float32, 2)}, "kernels: GatherSum: index[1] = 3, x has 3 rows"},
		{gatherCase{make([]float32, 2), x, []int32{-1}, make([]float32, 1)}, "kernels: GatherSum: index[0] = -1, x has 3 rows"},
		{gatherCase{make([]float32, 2), x, []int32{0, 1}, make([]float32, 1)}, "kernels: GatherSum: lengths of index, w differ"},
		{gatherCase{make([]float32, 1), x, nil, nil}, "kernels: GatherSum: lengths of x's columns, dst differ"},
		{gatherCase{make([]float32, 2), short, nil, nil}, "kernels: GatherSum: len(x.Data) = 5 is too short"},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, c.want) {
					t.Errorf("panic %q, want %q", got, c.want)
				}
			}()
			GatherSum(c.dst, c.x, c.index, c.w)
		}()
	}
}

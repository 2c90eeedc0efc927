package kernels

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// tileCase is a kernel on a tile with two vectors of rows and two of columns.
type tileCase struct {
	name string
	run  func(b *Backend, s blas32.General, rows, cols [2][]float32, rowSums, colSums []float64)
}

var tileCases = []tileCase{
	{"ExpTile", func(b *Backend, s blas32.General, rows, _ [2][]float32, rowSums, colSums []float64) {
		b.ExpTile(s, s, 1, rows[0][0], rowSums, colSums)
	}},
	{"ExpTile without columns", func(b *Backend, s blas32.General, rows, _ [2][]float32, rowSums, _ []float64) {
		b.ExpTile(s, s, 1, rows[0][0], rowSums, nil)
	}},
	{"ExpTileShifted", func(b *Backend, s blas32.General, rows, cols [2][]float32, rowSums, colSums []float64) {
		b.ExpTileShifted(s, rows[0], cols[0], rows[1][0], rowSums, colSums)
	}},
	{"MaxTile", func(b *Backend, s blas32.General, rows, cols [2][]float32, _, _ []float64) {
		b.MaxTile(s, rows[0], cols[0])
	}},
	{"WeightTile", func(b *Backend, s blas32.General, rows, cols [2][]float32, _, _ []float64) {
		b.WeightTile(s, s, rows[0], cols[0])
	}},
	{"WeightTileShifted", func(b *Backend, s blas32.General, rows, cols [2][]float32, _, _ []float64) {
		b.WeightTileShifted(s, s, rows[0], cols[0], rows[1][0], rows[1], cols[1])
	}},
}

// tileArguments are the arguments of a tile's kernel: numbers of the pool, the
// last spare columns of the tile -Inf.
type tileArguments struct {
	s                blas32.General
	rows, cols       [2][]float32
	rowSums, colSums []float64
}

func newTileArguments(p *kerneltest.Pool, rows, cols, spare, stride int, r *portable.Rand) tileArguments {
	a := tileArguments{
		s:       blas32.General{Rows: rows, Cols: cols, Stride: stride, Data: kerneltest.Aligned((rows-1)*stride + cols)},
		rowSums: make([]float64, rows), colSums: make([]float64, cols-spare),
	}
	p.Fill(a.s.Data, r)
	for i := range rows {
		copy(row(a.s, i)[cols-spare:], impl.Lowest[:])
	}
	for i := range a.rows {
		a.rows[i], a.cols[i] = make([]float32, rows), make([]float32, cols)
		p.Fill(a.rows[i], r)
		p.Fill(a.cols[i], r)
	}
	return a
}

func (a tileArguments) clone() tileArguments {
	a.s.Data = slices.Clone(a.s.Data)
	for i := range a.rows {
		a.rows[i], a.cols[i] = slices.Clone(a.rows[i]), slices.Clone(a.cols[i])
	}
	a.rowSums, a.colSums = slices.Clone(a.rowSums), slices.Clone(a.colSums)
	return a
}

// bits are all numbers of a.
func (a tileArguments) bits() []uint64 {
	var all []uint64
	for _, x := range [][]float32{a.s.Data, a.rows[0], a.rows[1], a.cols[0], a.cols[1]} {
		for _, v := range x {
			all = append(all, numberBits(float64(v)))
		}
	}
	for _, x := range [][]float64{a.rowSums, a.colSums} {
		for _, v := range x {
			all = append(all, numberBits(v))
		}
	}
	return all
}

// numberBits are the bits of x; those of a NaN are not promised.
func numberBits(x float64) uint64 {
	if x != x {
		return math.MaxUint64
	}
	return math.Float64bits(x)
}

func TestTilesEqual(t *testing.T) {
	pools := []*kerneltest.Pool{kerneltest.Ordinary(), kerneltest.Odd()}
	onEachBackend(t, func(t *testing.T, b *Backend) {
		r := portable.NewRand(8)
		for _, c := range tileCases {
			for _, shape := range [][2]int{{1, 16}, {2, 32}, {3, 48}, {7, 64}, {64, 64}, {65, 80}, {100, 240}, {256, 240}, {63, 256}} {
				for i, p := range pools {
					want := newTileArguments(p, shape[0], shape[1], shape[0]%16, shape[1]+5*i, r)
					got := want.clone()
					c.run(generic, want.s, want.rows, want.cols, want.rowSums, want.colSums)
					c.run(b, got.s, got.rows, got.cols, got.rowSums, got.colSums)
					if !slices.Equal(got.bits(), want.bits()) {
						t.Errorf("%s of %v: other bits than generic", c.name, shape)
					}
				}
			}
		}
	})
}

// TestTileSums holds the sums against plain ones in float64.
func TestTileSums(t *testing.T) {
	r := portable.NewRand(9)
	p := kerneltest.Ordinary()
	a := newTileArguments(p, 37, 64, 3, 70, r)
	for i := range a.s.Data {
		a.s.Data[i] /= 200
	}
	for i := range 37 {
		copy(row(a.s, i)[61:], impl.Lowest[:])
	}
	before := a.clone()
	ExpTile(a.s, a.s, 1, 10, a.rowSums, a.colSums)
	rows, cols := make([]float64, 37), make([]float64, 61)
	for i := range rows {
		for j := range cols {
			e := math.Exp((float64(row(before.s, i)[j]) - 1) * 10)
			rows[i] += e
			cols[j] += e
			if got := float64(row(a.s, i)[j]); math.Abs(got-e) > 1e-5*e {
				t.Fatalf("element %d, %d: %v, want %v", i, j, got, e)
			}
		}
	}
	for i, want := range append(rows, cols...) {
		if got := append(a.rowSums, a.colSums...)[i]; math.Abs(got-want) > 1e-5*want {
			t.Errorf("sum %d: %v, want %v", i, got, want)
		}
	}
}

func TestTilePanics(t *testing.T) {
	tile := func(rows, cols int) blas32.General {
		return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	}
	for name, f := range map[string]func(){
		"no rows":        func() { ExpTile(tile(0, 16), tile(0, 16), 1, 1, nil, nil) },
		"columns":        func() { ExpTile(tile(1, 17), tile(1, 17), 1, 1, make([]float64, 1), nil) },
		"too many":       func() { ExpTile(tile(257, 16), tile(257, 16), 1, 1, make([]float64, 257), nil) },
		"rows' sums":     func() { ExpTile(tile(2, 16), tile(2, 16), 1, 1, make([]float64, 1), nil) },
		"columns' sums":  func() { ExpTile(tile(2, 32), tile(2, 32), 1, 1, make([]float64, 2), make([]float64, 16)) },
		"other shape":    func() { ExpTile(tile(1, 16), tile(2, 16), 1, 1, make([]float64, 2), nil) },
		"row weights":    func() { WeightTile(tile(2, 32), tile(2, 32), make([]float32, 1), make([]float32, 32)) },
		"column weights": func() { WeightTile(tile(2, 32), tile(2, 32), make([]float32, 2), make([]float32, 31)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

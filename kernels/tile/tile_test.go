package tile

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
	run  func(a tileArguments)
}

var tileCases = []tileCase{
	{"Exp", func(a tileArguments) { Exp(a.s, a.s, 1, a.rows[0][0], a.rowSums, a.colSums) }},
	{"Exp without columns", func(a tileArguments) { Exp(a.s, a.s, 1, a.rows[0][0], a.rowSums, nil) }},
	{"Exp without rows", func(a tileArguments) { Exp(a.s, a.s, 1, a.rows[0][0], nil, a.colSums) }},
	{"Exp without sums", func(a tileArguments) { Exp(a.s, a.s, 1, a.rows[0][0], nil, nil) }},
	{"ExpShifted", func(a tileArguments) { ExpShifted(a.s, a.rows[0], a.cols[0], a.rows[1][0], a.rowSums, a.colSums) }},
	{"ExpShifted without columns", func(a tileArguments) { ExpShifted(a.s, a.rows[0], a.cols[0], a.rows[1][0], a.rowSums, nil) }},
	{"ExpShifted without rows", func(a tileArguments) { ExpShifted(a.s, a.rows[0], a.cols[0], a.rows[1][0], nil, a.colSums) }},
	{"Max", func(a tileArguments) { Max(a.s, a.rows[0], a.cols[0]) }},
	{"Max without rows", func(a tileArguments) { Max(a.s, nil, a.cols[0]) }},
	{"Weight", func(a tileArguments) { Weight(a.s, a.s, a.rows[0], a.cols[0]) }},
	{"WeightShifted", func(a tileArguments) {
		WeightShifted(a.s, a.s, a.rows[0], a.cols[0], a.rows[1][0], a.rows[1], a.cols[1])
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
	onEachBackend(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(8)
		for _, c := range tileCases {
			for _, shape := range [][2]int{{1, 16}, {2, 32}, {3, 48}, {7, 64}, {64, 64}, {65, 80}, {100, 240}, {256, 240}, {63, 256}} {
				for i, p := range pools {
					want := newTileArguments(p, shape[0], shape[1], shape[0]%16, shape[1]+5*i, r)
					got := want.clone()
					active = impl.Generic
					c.run(want)
					active = b
					c.run(got)
					if !slices.Equal(got.bits(), want.bits()) {
						t.Errorf("%s of %v: other bits than generic", c.name, shape)
					}
				}
			}
		}
	})
}

// What nobody asks for changes nothing of the rest.
func TestSumsAlone(t *testing.T) {
	all := newTileArguments(kerneltest.Ordinary(), 37, 64, 3, 70, portable.NewRand(10))
	for i := range all.s.Data {
		all.s.Data[i] /= 200
	}
	rows, cols, none := all.clone(), all.clone(), all.clone()
	for _, exp := range []func(a tileArguments, rows, cols []float64){
		func(a tileArguments, rows, cols []float64) { ExpShifted(a.s, a.rows[0], a.cols[0], 0.1, rows, cols) },
		func(a tileArguments, rows, cols []float64) { Exp(a.s, a.s, 1, 10, rows, cols) },
	} {
		exp(all, all.rowSums, all.colSums)
		exp(rows, rows.rowSums, nil)
		exp(cols, nil, cols.colSums)
		exp(none, nil, nil)
		for _, a := range []tileArguments{rows, cols, none} {
			if !slices.Equal(a.s.Data, all.s.Data) {
				t.Error("another tile")
			}
		}
		if !slices.Equal(rows.rowSums, all.rowSums) || !slices.Equal(cols.colSums, all.colSums) {
			t.Error("other sums")
		}
	}
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
	Exp(a.s, a.s, 1, 10, a.rowSums, a.colSums)
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
	ones := make([]float32, 32)
	tile := func(rows, cols int) blas32.General {
		return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	}
	for name, f := range map[string]func(){
		"no rows":        func() { Exp(tile(0, 16), tile(0, 16), 1, 1, nil, nil) },
		"columns":        func() { Exp(tile(1, 17), tile(1, 17), 1, 1, make([]float64, 1), nil) },
		"too many":       func() { Exp(tile(257, 16), tile(257, 16), 1, 1, make([]float64, 257), nil) },
		"rows' sums":     func() { Exp(tile(2, 16), tile(2, 16), 1, 1, make([]float64, 1), nil) },
		"columns' sums":  func() { Exp(tile(2, 32), tile(2, 32), 1, 1, make([]float64, 2), make([]float64, 16)) },
		"other shape":    func() { Exp(tile(1, 16), tile(2, 16), 1, 1, make([]float64, 2), nil) },
		"short":          func() { s := tile(2, 16); s.Data = s.Data[:31]; Exp(s, s, 1, 1, nil, nil) },
		"row weights":    func() { Weight(tile(2, 32), tile(2, 32), ones[:1], ones) },
		"no row weights": func() { Weight(tile(2, 32), tile(2, 32), nil, ones) },
		"column weights": func() { Weight(tile(2, 32), tile(2, 32), ones[:2], ones[:31]) },
		"pair's sums": func() {
			ExpPair(tile(2, 32), 1, [2]float32{1, 2}, [2][]float64{nil, make([]float64, 3)}, [2][]float64{})
		},
		"products": func() {
			Logistic(tile(2, 32), tile(2, 32), 1, 1, Softplus{Products: make([]float64, 3)}, Softplus{}, nil)
		},
		"excess": func() {
			Logistic(tile(2, 32), tile(2, 32), 1, 1, Softplus{}, Softplus{Excess: make([]float64, 16)}, nil)
		},
		"no limits": func() { LimitRows(tile(2, 32), tile(2, 32), Limits{Least: ones[:2]}, nil) },
		"column limits": func() {
			ExpLimited(tile(2, 32), 1, 1, Limits{ones[:2], ones[:2]}, Limits{ones, ones[:31]}, make([]float64, 2), make([]float64, 32), nil, nil)
		},
		"no sums":       func() { ExpLimited(tile(2, 32), 1, 1, Limits{ones[:2], ones[:2]}, Limits{}, nil, nil, nil, nil) },
		"row shifts":    func() { ExpShifted(tile(2, 32), ones[:1], ones, 1, nil, nil) },
		"column shifts": func() { ExpShifted(tile(2, 32), ones[:2], ones[:31], 1, nil, nil) },
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

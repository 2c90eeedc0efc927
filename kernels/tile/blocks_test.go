package tile

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/portable"
)

func spaced(rows, cols, stride int, data []float32) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: stride, Data: data}
}

// TestBlocksAreGemm compares every product of two blocks, of one matrix and of
// two, with Gemm's, bit by bit.
func TestBlocksAreGemm(t *testing.T) {
	onAllBackends(t, func(t *testing.T) {
		var x, y Blocks
		var xs, ys Sums
		for _, c := range []struct{ n, m, d, edge int }{
			{1, 2, 1, 64}, {3, 1, 2, 1}, {5, 9, 3, 4}, {17, 16, 5, 16}, {64, 70, 16, 64}, {65, 64, 17, 64}, {70, 3, 31, 33}, {130, 20, 100, 64},
			{40, 33, 300, 32}, {23, 40, 513, 16}, {300, 257, 20, 256},
		} {
			u, v := normalMatrix(c.n, c.d), normalMatrix(c.m, c.d)
			x.Reset(1+c.n%2, u, c.edge, AsRows|AsColumns|AsFactor)
			y.Reset(1+c.n%2, v, c.edge, AsColumns|AsFactor)
			for _, other := range []*Blocks{&x, &y} {
				xs.Reset(&x)
				ys.Reset(other)
				checkBlocks(t, &x, other, &xs, &ys)
			}
		}
	})
}

// TestSumsZero lays sums where others have been, and has them +0 block by block.
func TestSumsZero(t *testing.T) {
	onAllBackends(t, func(t *testing.T) {
		var x Blocks
		var s Sums
		x.Reset(1, normalMatrix(70, 37), 32, AsRows|AsColumns|AsFactor)
		s.Reset(&x)
		s.Add(2, blas.NoTrans, x.Tile(make([]float32, x.TileSize()), 2, &x, 1), &x, 1)
		s.Lay(&x)
		for i := range x.Count() {
			s.Zero(i)
		}
		checkSums(t, &x, &s, spaced(70, 37, 37, make([]float32, 70*37)))
	})
}

func normalMatrix(n, d int) blas32.General {
	rng := portable.NewRand(uint64(n), uint64(d))
	z := spaced(n, d, d, make([]float32, n*d))
	for i := range z.Data {
		z.Data[i] = float32(rng.Normal())
	}
	return z
}

// checkBlocks takes every tile of x and y, and its products with both.
func checkBlocks(t *testing.T, x, y *Blocks, xs, ys *Sums) {
	t.Helper()
	d := x.z.Cols
	forX, forY := spaced(x.z.Rows, d, d, make([]float32, x.z.Rows*d)), spaced(y.z.Rows, d, d, make([]float32, y.z.Rows*d))
	buffer := make([]float32, x.TileSize())
	for i := range x.Count() {
		for j := range y.Count() {
			xi, yj := blockOf(x, x.z, i), blockOf(y, y.z, j)
			s := spaced(xi.Rows, yj.Rows, yj.Rows, make([]float32, xi.Rows*yj.Rows))
			kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, xi, yj, 0, s)
			tile := x.Tile(buffer, i, y, j)
			checkTileIs(t, tile, s)
			xs.Add(i, blas.NoTrans, tile, y, j)
			kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, s, yj, 1, blockOf(x, forX, i))
			ys.Add(j, blas.Trans, tile, x, i)
			kernels.Gemm(1, blas.Trans, blas.NoTrans, 1, s, xi, 1, blockOf(y, forY, j))
		}
	}
	checkSums(t, x, xs, forX)
	checkSums(t, y, ys, forY)
}

// blockOf is block i of m, which has the shape of b.
func blockOf(b *Blocks, m blas32.General, i int) blas32.General {
	lo, hi := b.Bounds(i)
	return spaced(hi-lo, m.Cols, m.Cols, m.Data[lo*m.Cols:hi*m.Cols])
}

func checkTileIs(t *testing.T, tile, s blas32.General) {
	t.Helper()
	if tile.Rows != s.Rows || tile.Cols != (s.Cols+15)/16*16 {
		t.Fatalf("a tile of %d×%d for %d×%d", tile.Rows, tile.Cols, s.Rows, s.Cols)
	}
	for r := range tile.Rows {
		got := row(tile, r)
		if !slices.Equal(got[:s.Cols], row(s, r)) {
			t.Fatalf("%d×%d: row %d differs from Gemm's", s.Rows, s.Cols, r)
		}
		for _, v := range got[s.Cols:] {
			if v != impl.Lowest[0] {
				t.Fatalf("%d×%d: %v to spare", s.Rows, s.Cols, v)
			}
		}
	}
}

// checkSums drains the sums, which are +0 afterwards.
func checkSums(t *testing.T, b *Blocks, s *Sums, want blas32.General) {
	t.Helper()
	n, d := want.Rows, want.Cols
	for _, wanted := range [][]float32{want.Data, make([]float32, n*d)} {
		got := spaced(n, d, d, make([]float32, n*d))
		for i := range b.Count() {
			s.Drain(i, got)
		}
		if !slices.Equal(got.Data, wanted) {
			t.Fatalf("%d×%d: sums differ from Gemm's", n, d)
		}
	}
}

func TestBlocksPanic(t *testing.T) {
	var x, y Blocks
	var s Sums
	for name, f := range map[string]func(){
		"no rows":  func() { x.Reset(1, spaced(0, 3, 3, nil), 4, AsRows) },
		"gaps":     func() { x.Reset(1, spaced(2, 3, 4, make([]float32, 8)), 4, AsRows) },
		"short":    func() { x.Reset(1, spaced(2, 3, 3, make([]float32, 5)), 4, AsRows) },
		"edge 0":   func() { x.Reset(1, spaced(2, 3, 3, make([]float32, 6)), 0, AsRows) },
		"edge 257": func() { x.Reset(1, spaced(2, 3, 3, make([]float32, 6)), EdgeLimit+1, AsRows) },
		"other columns": func() {
			x.Reset(1, spaced(2, 3, 3, make([]float32, 6)), 4, AsRows)
			y.Reset(1, spaced(3, 2, 2, make([]float32, 6)), 4, AsColumns)
			x.Tile(make([]float32, x.TileSize()), 0, &y, 0)
		},
		"other shape": func() {
			x.Reset(1, spaced(2, 3, 3, make([]float32, 6)), 4, AsRows)
			s.Reset(&x)
			s.Drain(0, spaced(3, 2, 2, make([]float32, 6)))
		},
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

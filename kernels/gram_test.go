package kernels

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/portable"
)

func onAllBackends(t *testing.T, test func(t *testing.T, b *Backend)) {
	t.Run("generic", func(t *testing.T) { test(t, generic) })
	onEachBackend(t, test)
}

func spaced(rows, cols, stride int, data []float32) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: stride, Data: data}
}

// TestGramIsGemm compares every product of two blocks with Gemm's, bit by bit.
func TestGramIsGemm(t *testing.T) {
	onAllBackends(t, func(t *testing.T, b *Backend) {
		var g Gram
		for _, c := range []struct{ n, d, edge int }{
			{1, 1, 64}, {3, 2, 1}, {5, 3, 4}, {17, 5, 16}, {64, 16, 64}, {65, 17, 64}, {70, 31, 33}, {130, 100, 64},
			{40, 300, 32}, {23, 513, 16}, {300, 20, 256},
		} {
			rng := portable.NewRand(uint64(c.n), uint64(c.d))
			z := spaced(c.n, c.d, c.d, make([]float32, c.n*c.d))
			for i := range z.Data {
				z.Data[i] = float32(rng.Normal())
			}
			b.ResetGram(&g, 1+c.n%2, z, c.edge)
			checkGram(t, b, &g, z)
		}
	})
}

func checkGram(t *testing.T, b *Backend, g *Gram, z blas32.General) {
	t.Helper()
	n, d := z.Rows, z.Cols
	want := spaced(n, d, d, make([]float32, n*d))
	part := func(m blas32.General, i int) blas32.General {
		lo, hi := g.Bounds(i)
		return spaced(hi-lo, d, d, m.Data[lo*d:hi*d])
	}
	buffer := make([]float32, g.TileSize())
	for i := range g.Blocks() {
		for j := i; j < g.Blocks(); j++ {
			zi, zj := part(z, i), part(z, j)
			s := spaced(zi.Rows, zj.Rows, zj.Rows, make([]float32, zi.Rows*zj.Rows))
			b.Gemm(1, blas.NoTrans, blas.Trans, 1, zi, zj, 0, s)
			tile := g.Tile(buffer, i, j)
			if tile.Rows != s.Rows || tile.Cols != (s.Cols+15)/16*16 {
				t.Fatalf("%d×%d: tile %d, %d is %d×%d", n, d, i, j, tile.Rows, tile.Cols)
			}
			for r := range tile.Rows {
				got := row(tile, r)
				if !slices.Equal(got[:s.Cols], row(s, r)) {
					t.Fatalf("%d×%d: tile %d, %d: row %d differs from Gemm's", n, d, i, j, r)
				}
				for _, v := range got[s.Cols:] {
					if v != lowest[0] {
						t.Fatalf("%d×%d: %v to spare", n, d, v)
					}
				}
			}
			g.Add(i, blas.NoTrans, tile, j)
			b.Gemm(1, blas.NoTrans, blas.NoTrans, 1, s, zj, 1, part(want, i))
			if i != j {
				g.Add(j, blas.Trans, tile, i)
				b.Gemm(1, blas.Trans, blas.NoTrans, 1, s, zi, 1, part(want, j))
			}
		}
	}
	for _, wanted := range [][]float32{want.Data, make([]float32, n*d)} {
		got := spaced(n, d, d, make([]float32, n*d))
		for i := range g.Blocks() {
			g.Drain(i, got)
		}
		if !slices.Equal(got.Data, wanted) {
			t.Fatalf("%d×%d: sums differ from Gemm's", n, d)
		}
	}
}

func TestGramPanics(t *testing.T) {
	var g Gram
	for name, f := range map[string]func(){
		"no rows":  func() { g.Reset(1, spaced(0, 3, 3, nil), 4) },
		"gaps":     func() { g.Reset(1, spaced(2, 3, 4, make([]float32, 8)), 4) },
		"short":    func() { g.Reset(1, spaced(2, 3, 3, make([]float32, 5)), 4) },
		"edge 0":   func() { g.Reset(1, spaced(2, 3, 3, make([]float32, 6)), 0) },
		"edge 257": func() { g.Reset(1, spaced(2, 3, 3, make([]float32, 6)), MaxTile+1) },
		"other shape": func() {
			g.Reset(1, spaced(2, 3, 3, make([]float32, 6)), 4)
			g.Drain(0, spaced(3, 2, 2, make([]float32, 6)))
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

package panel_test

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/panel"
	"github.com/abc86604/temper/kernels/portable"
)

// operands are a product of n×k and k×width elements. Element (r, p) of A is a[r·k+p].
type operands struct {
	n, k, width int
	a, b, c     []float32
}

func newOperands(n, k, width int) operands {
	r, p := portable.NewRand(61), kerneltest.Ordinary()
	s := p.Slices(0, []int{n * k, k * width, n * width}, r)
	return operands{n, k, width, s[0], s[1], s[2]}
}

// after returns C after C = fma(alpha, acc, C) for every chain of terms, acc from +0.
func (o operands) after(alpha float32, chain int) []float32 {
	c := slices.Clone(o.c)
	for i := range c {
		r, j := i/o.width, i%o.width
		for from := 0; from < o.k; from += chain {
			var acc float32
			for p := from; p < min(from+chain, o.k); p++ {
				acc = impl.FMA(o.a[r*o.k+p], o.b[p*o.width+j], acc)
			}
			c[i] = impl.FMA(alpha, acc, c[i])
		}
	}
	return c
}

// packed returns A tile by tile, so that the terms of a tile's rows alternate.
func (o operands) packed(tiles impl.TileCut) panel.Rows {
	data := make([]float32, 0, o.n*o.k)
	for row := 0; row < o.n; row += tiles.HeightAt(row) {
		for p := range o.k {
			for r := range tiles.HeightAt(row) {
				data = append(data, o.a[(row+r)*o.k+p])
			}
		}
	}
	return panel.Rows{Data: data, PerRow: o.k, Row: 1}
}

// check lets multiply work on a copy of C and compares.
func (o operands) check(t *testing.T, name string, want []float32, multiply func(p *panel.Product, c []float32)) {
	t.Helper()
	p, c := panel.Take(), slices.Clone(o.c)
	p.Beta, p.BRow, p.CRow = 1, o.width, o.width
	multiply(p, c)
	p.Give()
	if !slices.EqualFunc(c, want, kerneltest.SameBits) {
		t.Errorf("%s: %d×%d×%d: C differs from what its definition makes of it", name, o.n, o.width, o.k)
	}
}

// TestProduct has rows that tiles of one height and of two cover, and more than a tile of
// each; operands as they lie, packed, and as several runs.
func TestProduct(t *testing.T) {
	kerneltest.OnAll(t, func(t *testing.T, table *impl.Table) {
		for _, n := range []int{1, table.GemmRows, table.GemmRows + 1, 3*table.GemmRows - 1} {
			o := newOperands(n, 12, table.GemmCols)
			rows, tiles := panel.Strided(o.a, o.k, 1), impl.CutTiles(n, table.GemmRows)
			want := o.after(1, o.k)
			o.check(t, "strided", want, func(p *panel.Product, c []float32) {
				p.Terms(o.k)
				p.Multiply(table, n, rows, o.b, c)
			})
			o.check(t, "packed", want, func(p *panel.Product, c []float32) {
				p.Terms(o.k)
				p.MultiplyCut(table, tiles, o.packed(tiles), o.b, c, 1)
			})
			o.check(t, "runs", want, func(p *panel.Product, c []float32) {
				p.SetRuns(impl.GemmRun{Terms: 5}, impl.GemmRun{Terms: 7})
				p.Multiply(table, n, rows, o.b, c)
			})
			o.check(t, "alpha", o.after(0.3, o.k), func(p *panel.Product, c []float32) {
				p.Alpha = 0.3
				p.Terms(o.k)
				p.Multiply(table, n, rows, o.b, c)
			})
		}
	})
}

// TestChains holds that every chain is added to C for itself, and that the next product
// from the pool has none.
func TestChains(t *testing.T) {
	kerneltest.OnAll(t, func(t *testing.T, table *impl.Table) {
		n := 2*table.GemmRows + 1
		o := newOperands(n, 12, table.GemmCols)
		rows, tiles := panel.Strided(o.a, o.k, 1), impl.CutTiles(n, table.GemmRows)
		for name, a := range map[string]panel.Rows{"strided": rows, "packed": o.packed(tiles)} {
			o.check(t, name, o.after(1, 4), func(p *panel.Product, c []float32) {
				p.Chains(3, 4)
				p.MultiplyCut(table, tiles, a, o.b, c, p.Strips)
			})
		}
		o.check(t, "one chain", o.after(1, o.k), func(p *panel.Product, c []float32) {
			p.Terms(o.k)
			p.Multiply(table, n, rows, o.b, c)
		})
	})
}

// TestStrips holds that strips are the same however many a call covers: here rows of A by
// rows of C, each a strip.
func TestStrips(t *testing.T) {
	kerneltest.OnAll(t, func(t *testing.T, table *impl.Table) {
		o := newOperands(7, 12, table.GemmCols)
		for together := 1; together < 9; together++ {
			o.check(t, "strips", o.after(1, o.k), func(p *panel.Product, c []float32) {
				p.Terms(o.k)
				p.Strips, p.AStrip, p.CStrip = o.n, o.k, o.width
				p.MultiplyCut(table, impl.CutTiles(1, table.GemmRows), panel.Strided(o.a, o.k, 1), o.b, c, together)
				if p.Strips != o.n {
					t.Errorf("%d strips after a product of %d", p.Strips, o.n)
				}
			})
		}
	})
}

// TestNarrow multiplies with a panel of 16 columns where there are wider ones.
func TestNarrow(t *testing.T) {
	kerneltest.OnAll(t, func(t *testing.T, table *impl.Table) {
		if table.GemmCols <= impl.ChannelBlock {
			t.Skip("a panel is no wider")
		}
		for _, n := range []int{1, table.GemmNarrowRows, table.GemmNarrowRows + 1} {
			o := newOperands(n, 12, impl.ChannelBlock)
			o.check(t, "narrow", o.after(1, o.k), func(p *panel.Product, c []float32) {
				p.Narrow = 1
				p.Terms(o.k)
				p.Multiply(table, n, panel.Strided(o.a, o.k, 1), o.b, c)
			})
		}
	})
}

package bench

import (
	"context"

	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	tileRows = 9
	tileCols = 32
)

// tileExtents are calls of kernels/tile.
var tileExtents = map[string]func(c *extentCalls){
	"tile.Max": func(c *extentCalls) {
		sources(c, func(s blas32.General) { tile.Max(s, ones(tileRows), ones(tileCols)) })
	},
	"tile.Exp": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) { tile.Exp(dst, s, 0, 1, sums(tileRows), sums(tileCols)) })
	},
	"tile.ExpShifted": func(c *extentCalls) {
		sources(c, func(s blas32.General) {
			tile.ExpShifted(s, ones(tileRows), ones(tileCols), 1, sums(tileRows), sums(tileCols))
		})
	},
	"tile.ExpPair": func(c *extentCalls) {
		sources(c, func(s blas32.General) {
			rows, cols := [2][]float64{sums(tileRows), sums(tileRows)}, [2][]float64{sums(tileCols), sums(tileCols)}
			tile.ExpPair(s, 0, [2]float32{1, 2}, rows, cols)
		})
	},
	"tile.ExpLimited": func(c *extentCalls) {
		sources(c, func(s blas32.General) {
			tile.ExpLimited(s, 0, 1, limits(tileRows), limits(tileCols), sums(tileRows), sums(tileCols), nil, nil)
		})
		sources(c, func(s blas32.General) {
			tile.ExpLimited(s, 0, 1, limits(tileRows), tile.Limits{}, sums(tileRows), nil, nil, nil)
		})
	},
	"tile.Limit": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) {
			tile.Limit(dst, dense(tileRows, tileCols), s, limits(tileRows), limits(tileCols), nil, nil)
		})
		targets(c, func(dst, s blas32.General) { tile.Limit(s, dst, s, limits(tileRows), limits(tileCols), nil, nil) })
	},
	"tile.LimitRows": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) { tile.LimitRows(dst, s, limits(tileRows), nil) })
	},
	"tile.Logistic": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) { tile.Logistic(dst, s, 1, 0, tile.Softplus{}, tile.Softplus{}, nil) })
	},
	"tile.Weight": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) { tile.Weight(dst, s, ones(tileRows), ones(tileCols)) })
	},
	"tile.WeightShifted": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) {
			tile.WeightShifted(dst, s, ones(tileRows), ones(tileCols), 1, ones(tileRows), ones(tileCols))
		})
	},
	"tile.WeightPair": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) {
			row, col := [2][]float32{ones(tileRows), ones(tileRows)}, [2][]float32{ones(tileCols), ones(tileCols)}
			tile.WeightPair(dst, s, 0, [2]float32{1, 2}, row, col)
		})
	},
	"tile.WeightLimited": func(c *extentCalls) {
		targets(c, func(dst, s blas32.General) {
			tile.WeightLimited(dst, s, 0, 1, limits(tileRows), limits(tileCols), ones(tileRows), ones(tileCols))
		})
		targets(c, func(dst, s blas32.General) {
			tile.WeightLimited(dst, s, 0, 1, limits(tileRows), tile.Limits{}, ones(tileRows), nil)
		})
	},
	"tile.Blocks.Lay": func(c *extentCalls) {
		sources(c, func(z blas32.General) { new(tile.Blocks).Lay(z, 16, tile.AsRows|tile.AsColumns|tile.AsFactor) })
	},
	"tile.Blocks.Reset": func(c *extentCalls) {
		sources(c, func(z blas32.General) { new(tile.Blocks).Reset(2, z, 16, tile.AsRows|tile.AsColumns|tile.AsFactor) })
	},
	"tile.Blocks.Tile": func(c *extentCalls) {
		b := blocks()
		for _, e := range extents() {
			c.refused(void(func() { b.Tile(ones(b.TileSize()), e, b, 0) }), "Tile of block %d", e)
			c.refused(void(func() { b.Tile(ones(b.TileSize()), 0, b, e) }), "Tile of block 0 and %d", e)
		}
	},
	"tile.Units.Reset": func(c *extentCalls) {
		eachMatrix(tileRows, tileCols, func(z blas32.General) {
			c.refused(func() error { return new(tile.Units).Reset(context.Background(), 1, z) }, "Units of %s", shown(z))
		})
	},
	"tile.Sums.Add": func(c *extentCalls) {
		adds(c, func(s *tile.Sums, i int, t blas.Transpose, w blas32.General, y *tile.Blocks, j int) {
			s.Add(i, t, w, y, j)
		})
	},
	"tile.Sums.AddPanel": func(c *extentCalls) {
		adds(c, func(s *tile.Sums, i int, t blas.Transpose, w blas32.General, y *tile.Blocks, j int) {
			s.AddPanel(i, 0, t, w, y, j)
		})
	},
	"tile.Sums.Drain": func(c *extentCalls) {
		var s tile.Sums
		s.Reset(blocks())
		eachMatrix(tileRows, tileRows, func(dst blas32.General) {
			c.refused(void(func() { s.Drain(0, dst) }), "Drain into %s", shown(dst))
		})
	},
}

// sources calls a function with a matrix out of place.
func sources(c *extentCalls, f func(s blas32.General)) {
	eachMatrix(tileRows, tileCols, func(s blas32.General) { c.refused(void(func() { f(s) }), "%s", shown(s)) })
}

// targets calls a function with two, one of them or both out of place.
func targets(c *extentCalls, f func(dst, s blas32.General)) {
	good := dense(tileRows, tileCols)
	eachMatrix(tileRows, tileCols, func(x blas32.General) {
		c.refused(void(func() { f(x, x) }), "both %s", shown(x))
		c.refused(void(func() { f(x, good) }), "into %s", shown(x))
		c.refused(void(func() { f(good, x) }), "of %s", shown(x))
	})
}

// adds calls a product whose left factor is out of place, or has a block that is none.
func adds(c *extentCalls, f func(s *tile.Sums, i int, t blas.Transpose, w blas32.General, y *tile.Blocks, j int)) {
	var s tile.Sums
	b := blocks()
	s.Reset(b)
	for _, t := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		eachMatrix(tileRows, tileRows, func(w blas32.General) {
			c.refused(void(func() { f(&s, 0, t, w, b, 0) }), "%c, w %s", t, shown(w))
		})
		for _, e := range extents() {
			c.refused(void(func() { f(&s, e, t, dense(16, 16), b, 0) }), "%c, to block %d", t, e)
			c.refused(void(func() { f(&s, 0, t, dense(16, 16), b, e) }), "%c, of block %d", t, e)
		}
	}
}

// blocks are of a square matrix, prepared for everything.
func blocks() *tile.Blocks {
	b := new(tile.Blocks)
	b.Reset(1, dense(tileRows, tileRows), 16, tile.AsRows|tile.AsColumns|tile.AsFactor)
	return b
}

func sums(n int) []float64 { return make([]float64, n) }

func limits(n int) tile.Limits { return tile.Limits{Least: make([]float32, n), Below: ones(n)} }

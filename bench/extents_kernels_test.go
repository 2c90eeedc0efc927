package bench

import (
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// vectorExtents are calls with increments, of 5 elements that are there.
var vectorExtents = map[string]func(c *extentCalls){
	"kernels.BLAS.Sdot": func(c *extentCalls) {
		pairs(c, func(n int, x []float32, incX int, y []float32, incY int) { kernels.BLAS{}.Sdot(n, x, incX, y, incY) })
	},
	"kernels.BLAS.Saxpy": func(c *extentCalls) {
		for _, alpha := range []float32{0, 1} {
			pairs(c, func(n int, x []float32, incX int, y []float32, incY int) {
				kernels.BLAS{}.Saxpy(n, alpha, x, incX, y, incY)
			})
		}
	},
	"kernels.BLAS.Sscal": func(c *extentCalls) {
		for _, alpha := range []float32{0, 2} {
			singles(c, func(n int, x []float32, incX int) { kernels.BLAS{}.Sscal(n, alpha, x, incX) })
		}
	},
	"kernels.BLAS.Snrm2": func(c *extentCalls) {
		singles(c, func(n int, x []float32, incX int) { kernels.BLAS{}.Snrm2(n, x, incX) })
	},
	"kernels.BLAS.Sasum": func(c *extentCalls) {
		singles(c, func(n int, x []float32, incX int) { kernels.BLAS{}.Sasum(n, x, incX) })
	},
	"kernels.BLAS.Isamax": func(c *extentCalls) {
		singles(c, func(n int, x []float32, incX int) { kernels.BLAS{}.Isamax(n, x, incX) })
	},
	"kernels.BLAS.Sger": func(c *extentCalls) {
		sger := func(m, n, incX, incY, lda int) func() error {
			return void(func() { kernels.BLAS{}.Sger(m, n, 1, ones(5), incX, ones(5), incY, ones(25), lda) })
		}
		for _, e := range extents() {
			c.refused(sger(5, 5, e, 1, 5), "Sger, incX %d", e)
			c.refused(sger(5, 5, 1, e, 5), "Sger, incY %d", e)
			c.refused(sger(5, 5, 1, 1, e), "Sger, lda %d", e)
			c.refused(sger(e, 5, 1, 1, 5), "Sger, m %d", e)
			c.refused(sger(5, e, 1, 1, 5), "Sger, n %d", e)
			for _, f := range extents() {
				c.refused(sger(e, 5, f, f, f), "Sger, m %d, increments and lda %d", e, f)
			}
		}
		eachExtent(func(e int) { c.taken(sger(1, 1, e, -e, e), "Sger of one element, increments and lda %d", e) })
	},
	"kernels.BLAS.Sgemv": func(c *extentCalls) {
		for _, t := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			for _, alpha := range []float32{0, 1} {
				sgemv := func(m, n, incX, incY, lda int) func() error {
					return void(func() { kernels.BLAS{}.Sgemv(t, m, n, alpha, ones(25), lda, ones(5), incX, 0, ones(5), incY) })
				}
				for _, e := range extents() {
					c.refused(sgemv(5, 5, e, 1, 5), "Sgemv %c, incX %d", t, e)
					c.refused(sgemv(5, 5, 1, e, 5), "Sgemv %c, incY %d", t, e)
					c.refused(sgemv(5, 5, 1, 1, e), "Sgemv %c, lda %d", t, e)
					c.refused(sgemv(e, 5, 1, 1, 5), "Sgemv %c, m %d", t, e)
					c.refused(sgemv(5, e, 1, 1, 5), "Sgemv %c, n %d", t, e)
					for _, f := range extents() {
						c.refused(sgemv(e, 5, f, f, f), "Sgemv %c, m %d, increments and lda %d", t, e, f)
					}
				}
				eachExtent(func(e int) { c.taken(sgemv(1, 1, e, -e, e), "Sgemv of one element, increments and lda %d", e) })
			}
		}
	},
}

// pairs calls a routine with two vectors.
func pairs(c *extentCalls, f func(n int, x []float32, incX int, y []float32, incY int)) {
	call := func(n, incX, incY int) func() error { return void(func() { f(n, ones(5), incX, ones(5), incY) }) }
	for _, e := range extents() {
		c.refused(call(5, e, 1), "incX %d", e)
		c.refused(call(5, 1, e), "incY %d", e)
		c.refused(call(e, 1, 1), "n %d", e)
		c.taken(call(1, e, e), "one element, increments %d", e)
		for _, inc := range extents() {
			c.refused(call(e, inc, inc), "n %d, increments %d", e, inc)
		}
	}
}

// singles calls a routine with a vector, which does nothing where the increment is below 0.
func singles(c *extentCalls, f func(n int, x []float32, incX int)) {
	call := func(n, inc int) func() error { return void(func() { f(n, ones(5), inc) }) }
	for _, e := range extents() {
		c.refused(call(e, 1), "n %d", e)
		eachExtent(func(inc int) { c.refused(call(e, inc), "n %d, inc %d", e, inc) })
	}
	for _, e := range extents() {
		if e < 0 {
			c.taken(call(5, e), "inc %d", e)
			continue
		}
		c.refused(call(5, e), "inc %d", e)
		c.taken(call(1, e), "one element, inc %d", e)
	}
}

// productExtents are calls with matrices and their strides.
var productExtents = map[string]func(c *extentCalls){
	"kernels.Gemm":         func(c *extentCalls) { products(c, eachMatrix, kernels.Gemm) },
	"kernels.Backend.Gemm": func(c *extentCalls) { products(c, eachMatrix, kernels.Active().Gemm) },
	"kernels.BLAS.Sgemm": func(c *extentCalls) {
		products(c, eachStride, func(threads int, tA, tB blas.Transpose, alpha float32, a, b blas32.General, beta float32, to blas32.General) {
			m, k := a.Rows, a.Cols
			if tA != blas.NoTrans {
				m, k = k, m
			}
			kernels.BLAS{Threads: threads}.Sgemm(tA, tB, m, to.Cols, k, alpha, a.Data, a.Stride, b.Data, b.Stride, beta, to.Data, to.Stride)
		})
		for _, e := range extents() {
			for _, f := range extents() {
				for _, size := range [][3]int{{e, 32, 1}, {9, e, 1}, {9, 32, e}} {
					c.refused(void(func() {
						kernels.BLAS{}.Sgemm(blas.NoTrans, blas.NoTrans, size[0], size[1], size[2], 1, ones(288), f, ones(288), f, 0, ones(288), f)
					}), "Sgemm of m, n, k %v, strides %d", size, f)
				}
			}
		}
	},
	"kernels.BLAS.Ssyrk": func(c *extentCalls) {
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			for _, t := range []blas.Transpose{blas.NoTrans, blas.Trans} {
				ssyrk := func(n, k, lda, ldc int) func() error {
					return void(func() { kernels.BLAS{}.Ssyrk(ul, t, n, k, 1, ones(81), lda, 0, ones(81), ldc) })
				}
				for _, e := range extents() {
					c.refused(ssyrk(9, 9, e, 9), "Ssyrk %c %c, lda %d", ul, t, e)
					c.refused(ssyrk(9, 9, 9, e), "Ssyrk %c %c, ldc %d", ul, t, e)
					for _, f := range extents() {
						c.refused(ssyrk(e, 9, f, f), "Ssyrk %c %c, n %d, strides %d", ul, t, e, f)
						c.refused(ssyrk(9, e, f, f), "Ssyrk %c %c, k %d, strides %d", ul, t, e, f)
					}
				}
				eachExtent(func(e int) { c.taken(ssyrk(1, 1, e, e), "Ssyrk of one element, strides %d", e) })
			}
		}
	},
	"kernels.GatherSum": func(c *extentCalls) {
		eachMatrix(9, 32, func(x blas32.General) {
			c.refused(void(func() { kernels.GatherSum(ones(32), x, []int32{1, 2}, ones(2)) }), "GatherSum of %s", shown(x))
		})
		eachExtent(func(e int) {
			one := blas32.General{Rows: 1, Cols: 32, Stride: e, Data: ones(32)}
			c.taken(void(func() { kernels.GatherSum(ones(32), one, []int32{0, 0}, ones(2)) }), "GatherSum of %s", shown(one))
		})
	},
	"kernels.Normalize": func(c *extentCalls) {
		eachMatrix(9, 32, func(x blas32.General) {
			for i, call := range [][2]blas32.General{{x, x}, {x, dense(9, 32)}, {dense(9, 32), x}} {
				c.refused(void(func() { kernels.Normalize(call[0], call[1], ones(9)) }), "Normalize, case %d, %s", i, shown(x))
			}
		})
	},
	"kernels.NormalizeBackward": func(c *extentCalls) {
		good := dense(9, 32)
		eachMatrix(9, 32, func(x blas32.General) {
			for i, call := range [][3]blas32.General{{x, x, x}, {x, good, good}, {good, x, good}, {good, good, x}} {
				c.refused(void(func() { kernels.NormalizeBackward(call[0], call[1], call[2], ones(9)) }), "NormalizeBackward, case %d, %s", i, shown(x))
			}
		})
	},
}

// products calls a matrix product with each of its operands out of place, and with one
// row, which any stride becomes.
func products(c *extentCalls, each func(rows, cols int, f func(x blas32.General)), gemm func(threads int, tA, tB blas.Transpose, alpha float32, a, b blas32.General, beta float32, to blas32.General)) {
	for _, t := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		a, b, to := dense(9, 9), dense(9, 9), dense(9, 9)
		each(9, 9, func(x blas32.General) {
			for i, call := range [][3]blas32.General{{x, b, to}, {a, x, to}, {a, b, x}, {x, x, x}} {
				c.refused(void(func() { gemm(2, t, t, 1, call[0], call[1], 0, call[2]) }), "product %c, operand %d, %s", t, i, shown(x))
			}
		})
		a, b = dense(9, 1), dense(1, 32)
		if t == blas.Trans {
			a, b = dense(1, 9), dense(32, 1)
		}
		eachStride(9, 32, func(to blas32.General) {
			to.Data = to.Data[:32]
			c.refused(void(func() { gemm(1, t, t, 1, a, b, 0, to) }), "product %c into %s", t, shown(to))
		})
	}
	one := dense(1, 32)
	eachExtent(func(e int) {
		c.taken(func() error {
			row, b, to := one, one, dense(1, 32)
			row.Cols, row.Data, row.Stride, b.Stride, to.Stride = 1, row.Data[:1], e, e, e
			gemm(1, blas.NoTrans, blas.NoTrans, 3, row, b, 0, to)
			if !slices.Equal(to.Data, slices.Repeat([]float32{3}, 32)) {
				return fmt.Errorf("%v", to.Data)
			}
			return nil
		}, "product of one row, strides %d", e)
	})
}

// matrixExtents are calls of kernels/matrix, which has rows and no assembly: an index
// out of range is enough.
var matrixExtents = map[string]func(c *extentCalls){
	"matrix.New": func(c *extentCalls) {
		eachSize(func(rows, cols int) {
			c.stopped(void(func() { matrix.New(rows, cols) }), "New(%d, %d)", rows, cols)
		})
	},
	"matrix.Of": func(c *extentCalls) {
		eachSize(func(rows, cols int) {
			c.stopped(void(func() { matrix.Of(ones(8), rows, cols) }), "Of(8, %d, %d)", rows, cols)
		})
	},
	"matrix.Resize": func(c *extentCalls) {
		eachSize(func(rows, cols int) {
			c.stopped(void(func() { matrix.Resize(dense(2, 4), rows, cols) }), "Resize(2×4, %d, %d)", rows, cols)
		})
	},
	"matrix.Row": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			for i := 1; i < 9; i++ {
				c.stopped(void(func() { matrix.Row(x, i) }), "Row %d of %s", i, shown(x))
			}
		})
	},
	"matrix.Rows": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			for lo := range 8 {
				c.stopped(func() error { return matrix.Check(matrix.Rows(x, lo, 9)) }, "Rows from %d of %s", lo, shown(x))
			}
		})
	},
	"matrix.Columns": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			c.stopped(func() error { return matrix.Check(matrix.Columns(x, 1, 9)) }, "Columns of %s", shown(x))
		})
	},
	"matrix.Check": func(c *extentCalls) {
		eachMatrix(9, 32, func(x blas32.General) {
			c.refused(func() error { return matrix.Check(x) }, "Check of %s", shown(x))
		})
	},
	"matrix.CheckFinite": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			c.stopped(func() error { return matrix.CheckFinite(x) }, "CheckFinite of %s", shown(x))
		})
	},
	"matrix.NotFinite": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			c.stopped(func() error { matrix.NotFinite(x); return nil }, "NotFinite of %s", shown(x))
		})
	},
	"matrix.WithoutDirection": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			c.stopped(func() error { matrix.WithoutDirection(x); return nil }, "WithoutDirection of %s", shown(x))
		})
	},
	"matrix.CheckUnit": func(c *extentCalls) {
		eachStride(9, 1, func(x blas32.General) {
			c.stopped(func() error { return matrix.CheckUnit(x) }, "CheckUnit of %s", shown(x))
		})
	},
	"matrix.Unit": func(c *extentCalls) {
		eachStride(9, 32, func(x blas32.General) {
			c.stopped(func() error { return matrix.Unit(x, dense(9, 32), ones(9)) }, "Unit into %s", shown(x))
			c.stopped(func() error { return matrix.Unit(dense(9, 32), x, ones(9)) }, "Unit of %s", shown(x))
		})
	},
}

// eachSize calls f for sizes that no memory has.
func eachSize(f func(rows, cols int)) {
	for _, rows := range extents() {
		for _, cols := range extents() {
			f(rows, cols)
		}
	}
}

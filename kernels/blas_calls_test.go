package kernels

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
)

// blasCall is a call of a BLAS routine: two operands, a third that it may write
// to, and what calls it.
type blasCall struct {
	a, b, c     []float32
	alpha, beta float32
	terms       int // of a sum that is taken in another order than gonum's
	run         func(impl blas.Float32, g blasCall) float32
}

// What is hard for a BLAS: zeros, which do not hide what they are multiplied by, and
// sizes that a square does not keep.
var (
	unusual = []float32{float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), 0}
	extreme = append([]float32{1e30, 1e-30}, unusual...)
)

// blasDraw draws random arguments for a call, some of them wrong.
type blasDraw struct {
	*rand.Rand
	special []float32 // which some elements are, or nil
}

func (r blasDraw) values(n int) []float32 {
	x := make([]float32, max(0, n))
	for i := range x {
		x[i] = float32(r.NormFloat64())
		if r.special != nil && r.IntN(6) == 0 {
			x[i] = r.special[r.IntN(len(r.special))]
		}
	}
	return x
}

// rarely is 1 once in 25 times, else 0.
func (r blasDraw) rarely() int { return r.IntN(25) / 24 }

// size is from -1 to n.
func (r blasDraw) size(n int) int { return r.IntN(n+2) - 1 }

// inc is from -3 to 3, most often 1.
func (r blasDraw) inc() int { return []int{1, 1, 1, 2, 3, -1, -2, -3, 0}[r.IntN(9)] }

// vector has room for n elements, or rarely for one less.
func (r blasDraw) vector(n, inc int) []float32 {
	return r.values((n-1)*max(inc, -inc) + 1 - r.rarely())
}

// matrix returns op(X) and its stride, rarely one too short.
func (r blasDraw) matrix(t blas.Transpose, rows, cols int) ([]float32, int) {
	if t != blas.NoTrans {
		rows, cols = cols, rows
	}
	stride := max(1, cols) + r.IntN(3) - r.rarely()
	return r.values((rows-1)*stride + cols - r.rarely()), stride
}

func (r blasDraw) transpose() blas.Transpose {
	if r.rarely() == 1 {
		return 'X'
	}
	return transposes[r.IntN(len(transposes))]
}

func (r blasDraw) uplo() blas.Uplo {
	return []blas.Uplo{blas.Upper, blas.Lower, 'X'}[r.IntN(2)+r.rarely()]
}

func (r blasDraw) scalar() float32 { return []float32{0, 1, -0.5, float32(r.NormFloat64())}[r.IntN(4)] }

// blasRoutines draws a call of every routine that BLAS overrides.
var blasRoutines = map[string]func(r blasDraw) blasCall{
	"Sgemm": func(r blasDraw) blasCall {
		tA, tB, m, n, k := r.transpose(), r.transpose(), r.size(20), r.size(40), r.size(20)
		a, lda := r.matrix(tA, m, k)
		b, ldb := r.matrix(tB, k, n)
		c, ldc := r.matrix(blas.NoTrans, m, n)
		return blasCall{a, b, c, r.scalar(), r.scalar(), k, func(impl blas.Float32, g blasCall) float32 {
			impl.Sgemm(tA, tB, m, n, k, g.alpha, g.a, lda, g.b, ldb, g.beta, g.c, ldc)
			return 0
		}}
	},
	"Ssyrk": func(r blasDraw) blasCall {
		ul, tA, n, k := r.uplo(), r.transpose(), r.size(90), r.size(20)
		a, lda := r.matrix(tA, n, k)
		c, ldc := r.matrix(blas.NoTrans, n, n)
		return blasCall{a, nil, c, r.scalar(), r.scalar(), k, func(impl blas.Float32, g blasCall) float32 {
			impl.Ssyrk(ul, tA, n, k, g.alpha, g.a, lda, g.beta, g.c, ldc)
			return 0
		}}
	},
	"Sgemv": func(r blasDraw) blasCall {
		tA, m, n, incX, incY := r.transpose(), r.size(30), r.size(30), r.inc(), r.inc()
		lenX, lenY := n, m
		if tA != blas.NoTrans {
			lenX, lenY = m, n
		}
		a, lda := r.matrix(blas.NoTrans, m, n)
		return blasCall{a, r.vector(lenX, incX), r.vector(lenY, incY), r.scalar(), r.scalar(), 0, func(impl blas.Float32, g blasCall) float32 {
			impl.Sgemv(tA, m, n, g.alpha, g.a, lda, g.b, incX, g.beta, g.c, incY)
			return 0
		}}
	},
	"Sger": func(r blasDraw) blasCall {
		m, n, incX, incY := r.size(30), r.size(30), r.inc(), r.inc()
		c, ldc := r.matrix(blas.NoTrans, m, n)
		return blasCall{r.vector(m, incX), r.vector(n, incY), c, r.scalar(), 0, 0, func(impl blas.Float32, g blasCall) float32 {
			impl.Sger(m, n, g.alpha, g.a, incX, g.b, incY, g.c, ldc)
			return 0
		}}
	},
	"Sdot": func(r blasDraw) blasCall {
		n, incX, incY := r.size(100), r.inc(), r.inc()
		return blasCall{r.vector(n, incX), r.vector(n, incY), nil, 0, 0, n, func(impl blas.Float32, g blasCall) float32 {
			return impl.Sdot(n, g.a, incX, g.b, incY)
		}}
	},
	"Saxpy": func(r blasDraw) blasCall {
		n, incX, incY := r.size(100), r.inc(), r.inc()
		return blasCall{r.vector(n, incX), nil, r.vector(n, incY), r.scalar(), 0, 0, func(impl blas.Float32, g blasCall) float32 {
			impl.Saxpy(n, g.alpha, g.a, incX, g.c, incY)
			return 0
		}}
	},
	"Sscal": func(r blasDraw) blasCall {
		n, incX := r.size(100), r.inc()
		return blasCall{nil, nil, r.vector(n, incX), r.scalar(), 0, 0, func(impl blas.Float32, g blasCall) float32 {
			impl.Sscal(n, g.alpha, g.c, incX)
			return 0
		}}
	},
	"Snrm2":  oneVector(blas.Float32.Snrm2),
	"Sasum":  oneVector(blas.Float32.Sasum),
	"Isamax": oneVector(func(impl blas.Float32, n int, x []float32, inc int) float32 { return float32(impl.Isamax(n, x, inc)) }),
}

func oneVector(f func(impl blas.Float32, n int, x []float32, inc int) float32) func(r blasDraw) blasCall {
	return func(r blasDraw) blasCall {
		n, inc := r.size(100), r.inc()
		return blasCall{a: r.vector(n, inc), terms: n, run: func(impl blas.Float32, g blasCall) float32 { return f(impl, n, g.a, inc) }}
	}
}

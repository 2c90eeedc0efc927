package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/race"
)

// gemmCase is one call of Gemm on random operands.
type gemmCase struct {
	tA, tB      blas.Transpose
	m, n, k     int
	pad         int // elements between the rows of each matrix
	alpha, beta float32
	threads     int
}

func (g gemmCase) String() string {
	return fmt.Sprintf("%c%c %d×%d×%d pad %d alpha %g beta %g threads %d", g.tA, g.tB, g.m, g.n, g.k, g.pad, g.alpha, g.beta, g.threads)
}

// operands returns A, B and C, C's padding and what lies beyond it included,
// filled by value.
func (g gemmCase) operands(value func() float32) (a, b, c blas32.General) {
	a = randomMatrix(g.tA, g.m, g.k, g.pad, value)
	b = randomMatrix(g.tB, g.k, g.n, g.pad, value)
	c = randomMatrix(blas.NoTrans, g.m, g.n, g.pad, value)
	return a, b, c
}

// randomMatrix returns X with op(X) rows×cols, in a slice that ends with it
// where there is no padding.
func randomMatrix(t blas.Transpose, rows, cols, pad int, value func() float32) blas32.General {
	if t != blas.NoTrans {
		rows, cols = cols, rows
	}
	x := blas32.General{Rows: rows, Cols: cols, Stride: cols + pad, Data: make([]float32, rows*(cols+pad))}
	for i := range x.Data {
		x.Data[i] = value()
	}
	return x
}

// gemmByDefinition is the doc comment of Gemm, one element at a time.
func gemmByDefinition(g gemmCase, a, b, c blas32.General) {
	opA, opB := viewOf("tA", g.tA, a), viewOf("tB", g.tB, b)
	for i := range g.m {
		for j := range g.n {
			sum := &c.Data[i*c.Stride+j]
			if g.beta == 0 {
				*sum = 0
			} else {
				*sum *= g.beta
			}
			if g.k > 16384 && g.alpha != 0 {
				total := longByDefinition(g.k, func(p int) (float32, float32) {
					return opA.Data[i*opA.Row+p*opA.Col], opB.Data[p*opB.Row+j*opB.Col]
				})
				*sum = float32(float64(*sum) + float64(float64(g.alpha)*total))
				continue
			}
			for p := 0; p < g.k && g.alpha != 0; p += 256 {
				var acc float32
				for q := p; q < min(p+256, g.k); q++ {
					acc = impl.FMA(opA.Data[i*opA.Row+q*opA.Col], opB.Data[q*opB.Row+j*opB.Col], acc)
				}
				*sum = impl.FMA(g.alpha, acc, *sum)
			}
		}
	}
}

// check compares the backends with the definition, on C and all around it.
func (g gemmCase) check(t *testing.T, backends []*Backend, value func() float32) {
	t.Helper()
	a, b, c := g.operands(value)
	want := slices.Clone(c.Data)
	gemmByDefinition(g, a, b, general(c.Rows, c.Cols, want, c.Stride))
	beforeA, beforeB, beforeC := slices.Clone(a.Data), slices.Clone(b.Data), slices.Clone(c.Data)
	for _, be := range backends {
		copy(c.Data, beforeC)
		be.Gemm(g.threads, g.tA, g.tB, g.alpha, a, b, g.beta, c)
		if i := firstDifference(c.Data, want); i >= 0 {
			t.Fatalf("%s: %v: element %d of c (stride %d) is %v, want %v", be.Name(), g, i, c.Stride, c.Data[i], want[i])
		}
		if firstDifference(a.Data, beforeA) >= 0 || firstDifference(b.Data, beforeB) >= 0 {
			t.Fatalf("%s: %v: an operand has changed", be.Name(), g)
		}
	}
}

// firstDifference returns the first index at which x and y differ in a bit,
// all NaNs being the same, or -1.
func firstDifference(x, y []float32) int {
	for i := range x {
		if math.Float32bits(x[i]) != math.Float32bits(y[i]) && (x[i] == x[i] || y[i] == y[i]) {
			return i
		}
	}
	return -1
}

// gemmBackends returns the backends of this CPU and two whose register tiles
// are written in Go: they take the loops around the tiles through odd heights
// and widths on every machine.
func gemmBackends() []*Backend {
	return append(Backends(), goTiles("go 5×3", 5, 3), goTiles("go 4×7", 4, 7))
}

// goTiles returns the generic backend with Gemm by register tiles of Go.
func goTiles(name string, rows, cols int) *Backend {
	t := *impl.Generic
	t.Name, t.GemmRows, t.GemmCols = name, rows, cols
	t.Gemm = func(height int, args *int) { impl.GemmTiles(cols, height, (*impl.GemmArgs)(unsafe.Pointer(args))) }
	return &Backend{&t}
}

var transposes = []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}

// TestGemmSmall goes through sizes around the edges of every register tile.
func TestGemmSmall(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	value := func() float32 { return float32(rng.NormFloat64()) }
	scalars := []float32{0, 1, -1, 0.7}
	for range 1500 {
		gemmCase{
			tA: transposes[rng.IntN(3)], tB: transposes[rng.IntN(3)],
			m: rng.IntN(35), n: rng.IntN(70), k: rng.IntN(20), pad: rng.IntN(3),
			alpha: scalars[rng.IntN(4)], beta: scalars[rng.IntN(4)], threads: rng.IntN(4),
		}.check(t, gemmBackends(), value)
	}
}

// TestGemmBlocks goes through sums around multiples of the block of terms.
func TestGemmBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	value := func() float32 { return float32(rng.NormFloat64()) }
	for _, k := range []int{255, 256, 257, 511, 512, 513, 1030} {
		for range 4 {
			gemmCase{
				tA: transposes[rng.IntN(3)], tB: transposes[rng.IntN(3)],
				m: 1 + rng.IntN(20), n: 1 + rng.IntN(80), k: k, pad: rng.IntN(3),
				alpha: 0.3, beta: float32(rng.IntN(3)), threads: rng.IntN(4),
			}.check(t, gemmBackends(), value)
		}
	}
}

// TestGemmLarge crosses the edges of the cache blocks: rows, columns, regions
// and tasks.
func TestGemmLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds under an emulator")
	}
	rng := rand.New(rand.NewPCG(5, 6))
	value := func() float32 { return float32(rng.NormFloat64()) }
	for i, shape := range [][3]int{{600, 70, 70}, {40, 1100, 30}, {3, 2100, 270}, {300, 5, 520}, {15, 16, 17000}, {130, 140, 130}} {
		gemmCase{
			tA: transposes[i%2], tB: transposes[i/2%2],
			m: shape[0], n: shape[1], k: shape[2], pad: i % 2, alpha: 1, beta: float32((i + 2) % 3), threads: i % 4,
		}.check(t, gemmBackends(), value)
	}
}

// TestGemmSpecialValues holds that zeros keep their signs and that infinities,
// NaNs and subnormals go where the definition sends them, and nowhere else.
func TestGemmSpecialValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	special := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 0x1p-140, -0x1p-149, 0x1p-70, math.MaxFloat32, inf, -inf, nan}
	value := func() float32 {
		if i := rng.IntN(60); i < len(special) {
			return special[i]
		}
		return float32(rng.IntN(3) - 1)
	}
	for range 400 {
		gemmCase{
			tA: transposes[rng.IntN(2)], tB: transposes[rng.IntN(2)],
			m: 1 + rng.IntN(15), n: 1 + rng.IntN(35), k: rng.IntN(10), pad: rng.IntN(2),
			alpha: special[rng.IntN(len(special))], beta: special[rng.IntN(len(special))],
		}.check(t, gemmBackends(), value)
	}
}

// TestGemmZeroIgnoresC holds that beta = 0 overwrites a C of NaNs.
func TestGemmZeroIgnoresC(t *testing.T) {
	for _, be := range gemmBackends() {
		for _, k := range []int{0, 1, 300} {
			a, b, c := gemmCase{tA: blas.NoTrans, tB: blas.Trans, m: 9, n: 19, k: k}.operands(func() float32 { return 1 })
			for i := range c.Data {
				c.Data[i] = float32(math.NaN())
			}
			be.Gemm(1, blas.NoTrans, blas.Trans, 1, a, b, 0, c)
			for i, v := range c.Data {
				if v != float32(k) {
					t.Fatalf("%s: k = %d: element %d is %v", be.Name(), k, i, v)
				}
			}
		}
	}
}

// TestGemmAlphaZeroIgnoresAB holds the quick return of the reference BLAS.
func TestGemmAlphaZeroIgnoresAB(t *testing.T) {
	for _, be := range gemmBackends() {
		a, b, c := gemmCase{tA: blas.NoTrans, tB: blas.NoTrans, m: 3, n: 4, k: 5}.operands(func() float32 { return float32(math.NaN()) })
		for i := range c.Data {
			c.Data[i] = 3
		}
		be.Gemm(1, blas.NoTrans, blas.NoTrans, 0, a, b, 0.5, c)
		for i, v := range c.Data {
			if v != 1.5 {
				t.Fatalf("%s: element %d is %v, want 1.5", be.Name(), i, v)
			}
		}
	}
}

// TestGemmThreads holds that the number of goroutines changes no bit where
// there is work enough for many.
func TestGemmThreads(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	value := func() float32 { return float32(rng.NormFloat64()) }
	be := Active()
	for _, shape := range [][3]int{{257, 130, 300}, {12, 1500, 260}, {700, 16, 144}} {
		g := gemmCase{tA: blas.NoTrans, tB: blas.Trans, m: shape[0], n: shape[1], k: shape[2]}
		a, b, c := g.operands(value)
		var want []float32
		for threads := range 8 {
			be.Gemm(threads, g.tA, g.tB, 1, a, b, 0, c)
			if threads == 0 {
				want = append(want, c.Data...)
			}
			if i := firstDifference(c.Data, want); i >= 0 {
				t.Fatalf("%v, %d threads: element %d is %v, with one %v", shape, threads, i, c.Data[i], want[i])
			}
		}
	}
}

func TestGemmAllocates(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	a, b, c := gemmCase{tA: blas.NoTrans, tB: blas.Trans, m: 37, n: 70, k: 20}.operands(func() float32 { return 1 })
	for _, be := range gemmBackends() {
		if n := testing.AllocsPerRun(20, func() { be.Gemm(1, blas.NoTrans, blas.Trans, 1, a, b, 1, c) }); n >= 1 {
			t.Errorf("%s: %v allocations a call", be.Name(), n)
		}
	}
}

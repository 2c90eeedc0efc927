package kernels

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// longByDefinition is a sum of k products as the doc comment of Gemm has it.
func longByDefinition(k int, product func(p int) (x, y float32)) float64 {
	var total float64
	for from := 0; from < k; from += 1024 {
		var s float32
		for p := from; p < min(from+1024, k); p += 32 {
			var acc float32
			for q := p; q < min(p+32, from+1024, k); q++ {
				x, y := product(q)
				acc = impl.FMA(x, y, acc)
			}
			s += acc
		}
		total += float64(s)
	}
	return total
}

func TestGemmLong(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	value := func() float32 { return float32(rng.NormFloat64()) }
	shapes := [][3]int{{2, 3, 16384}, {2, 3, 16385}, {1, 1, 20000}, {5, 17, 20000}, {17, 2, 33000}}
	if !testing.Short() {
		shapes = append(shapes, [3]int{18, 33, 16385})
	}
	scalars := []float32{1, 0, 0.7, -1}
	for i, shape := range shapes {
		for j := range 2 {
			gemmCase{
				tA: transposes[(i+j)%2], tB: transposes[i/2%2], m: shape[0], n: shape[1], k: shape[2], pad: (i + j) % 3,
				alpha: []float32{1, 0.3, -2}[(i+j)%3], beta: scalars[(i+2*j)%4], threads: rng.IntN(4),
			}.check(t, gemmBackends(), value)
		}
	}
}

// TestGemmLongSpecialValues holds where infinities, NaNs and zeros of both signs go
// in a sum that is taken in float64.
func TestGemmLongSpecialValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 34))
	inf, nan, zero := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	special := []float32{0, zero, 1, 0x1p-149, -0x1p-140, math.MaxFloat32, inf, -inf, nan}
	for i := range 12 {
		value := func() float32 {
			if i := rng.IntN(100000); i < len(special) {
				return special[i]
			}
			return zero
		}
		gemmCase{
			tA: transposes[i%2], tB: transposes[i/2%2], m: 2, n: 3, k: 16385 + i,
			alpha: special[1+rng.IntN(8)], beta: special[rng.IntN(9)], threads: i % 3,
		}.check(t, gemmBackends(), value)
	}
}

// TestGemmLongThreads cuts C into several areas, and a wave of tasks between two of them
// and within one.
func TestGemmLongThreads(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds under an emulator")
	}
	rng := rand.New(rand.NewPCG(35, 36))
	value := func() float32 { return float32(rng.NormFloat64()) }
	for _, shape := range [][3]int{{600, 270, 16500}, {16, 144, 70000}, {250, 250, 50000}} {
		g := gemmCase{tA: blas.Trans, tB: blas.NoTrans, m: shape[0], n: shape[1], k: shape[2]}
		a, b, c := g.operands(value)
		Active().Gemm(1, g.tA, g.tB, 1, a, b, 0, c)
		want := slices.Clone(c.Data)
		for threads := 2; threads < 6; threads += 3 {
			Active().Gemm(threads, g.tA, g.tB, 1, a, b, 0, c)
			if i := firstDifference(c.Data, want); i >= 0 {
				t.Fatalf("%v, %d threads: element %d is %v, with one %v", shape, threads, i, c.Data[i], want[i])
			}
		}
		for range 20 {
			g.checkElement(t, a, b, c, rng.IntN(g.m), rng.IntN(g.n))
		}
	}
}

// checkElement compares an element of C = op(A)·op(B) with the definition.
func (g gemmCase) checkElement(t *testing.T, a, b, c blas32.General, i, j int) {
	t.Helper()
	opA, opB := viewOf("tA", g.tA, a), viewOf("tB", g.tB, b)
	want := longByDefinition(g.k, func(p int) (float32, float32) {
		return opA.Data[i*opA.Row+p*opA.Col], opB.Data[p*opB.Row+j*opB.Col]
	})
	if got := c.Data[i*c.Stride+j]; got != float32(want) {
		t.Fatalf("%v: element %d, %d is %v, want %v", g, i, j, got, float32(want))
	}
}

// nearLong reports whether x is as near to want as long sums of equal terms promise.
func nearLong(x float32, want float64) bool { return math.Abs(float64(x)-want) <= 1e-6*want }

// TestLongSumsKeepDigits holds sums of equal terms, whose roundings do not cancel.
func TestLongSumsKeepDigits(t *testing.T) {
	n := 10_000_000
	if testing.Short() {
		n = 100_000
	}
	x, ones := slices.Repeat([]float32{0.1}, n), slices.Repeat([]float32{1}, n)
	want := float64(float32(0.1)) * float64(n)
	var c [1]float32
	Gemm(1, blas.NoTrans, blas.NoTrans, 1, general(1, n, x, n), general(n, 1, ones, 1), 0, general(1, 1, c[:], 1))
	if !nearLong(c[0], want) {
		t.Errorf("Gemm = %v, want %v", c[0], want)
	}
	if got := Dot(x, ones); !nearLong(got, want) {
		t.Errorf("Dot = %v, want %v", got, want)
	}
	BLAS{}.Ssyrk(blas.Lower, blas.NoTrans, 1, n, 1, x, n, 0, c[:], 1)
	if square := float64(float64(x[0])*float64(x[0])) * float64(n); !nearLong(c[0], square) {
		t.Errorf("Ssyrk = %v, want %v", c[0], square)
	}
	for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		rows, cols := 1, n
		if tA == blas.Trans {
			rows, cols = n, 1
		}
		BLAS{}.Sgemv(tA, rows, cols, 1, x, cols, ones, 1, 0, c[:], 1)
		if !nearLong(c[0], want) {
			t.Errorf("Sgemv %c = %v, want %v", tA, c[0], want)
		}
	}
}

// TestSgemvCountsFar counts beyond the integers of float32.
func TestSgemvCountsFar(t *testing.T) {
	if testing.Short() {
		t.Skip("20,000,000 rows")
	}
	ones := slices.Repeat([]float32{1}, 20_000_000)
	y := []float32{0}
	BLAS{}.Sgemv(blas.Trans, len(ones), 1, 1, ones, 1, ones, 1, 0, y, 1)
	if y[0] != 20_000_000 {
		t.Errorf("%d ones add up to %v", len(ones), y[0])
	}
}

// TestSgemvLongIsGemm holds that Sgemv with a transpose has Gemm's bits where the sum is
// long, and with none those of Dot.
func TestSgemvLongIsGemm(t *testing.T) {
	r := blasDraw{Rand: rand.New(rand.NewPCG(37, 38))}
	for _, m := range []int{16385, 20000} {
		const n, lda = 7, 9
		a, x, y := r.values(m*lda), r.values(2*m), r.values(n)
		want := slices.Clone(y)
		Gemm(1, blas.Trans, blas.NoTrans, 0.3, general(m, n, a, lda), general(m, 1, x, 2), 0.7, general(n, 1, want, 1))
		BLAS{}.Sgemv(blas.Trans, m, n, 0.3, a, lda, x, 2, 0.7, y, 1)
		if i := firstDifference(y, want); i >= 0 {
			t.Errorf("%d rows: element %d is %v, Gemm's %v", m, i, y[i], want[i])
		}
		BLAS{}.Sgemv(blas.NoTrans, 1, m, 0.3, a, m, x[:m], 1, 0, y, 1)
		if got := impl.FMA(0.3, Dot(a[:m], x[:m]), 0); y[0] != got {
			t.Errorf("%d terms: %v, want %v", m, y[0], got)
		}
	}
}

// TestDotLong holds where a long dot product is cut.
func TestDotLong(t *testing.T) {
	r := blasDraw{Rand: rand.New(rand.NewPCG(39, 40))}
	x, y := r.values(20000), r.values(20000)
	var total float64
	for from := 0; from < len(x); from += 2048 {
		to := min(from+2048, len(x))
		total += float64(Dot(x[from:to], y[from:to]))
	}
	for _, be := range Backends() {
		if got := be.Dot(x, y); got != float32(total) {
			t.Errorf("%s: %v, want %v", be.Name(), got, float32(total))
		}
	}
}

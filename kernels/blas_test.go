package kernels

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"
)

// reference is gonum's BLAS, except for Sger with negative increments: the
// assembly of gonum v0.17.0 takes other elements of x and y then.
type reference struct{ gonum.Implementation }

func (r reference) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if incX >= 0 && incY >= 0 || alpha == 0 || m <= 0 || n <= 0 || !holds("a", a, m, n, lda) || !holdsVector("x", x, m, incX) || !holdsVector("y", y, n, incY) {
		r.Implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
		return
	}
	for i := range m {
		for j := range n {
			a[i*lda+j] += alpha * x[max(0, (1-m)*incX)+i*incX] * y[max(0, (1-n)*incY)+j*incY]
		}
	}
}

// blasOutcome is what a call leaves behind: its result, what it has written,
// and the message of its panic.
type blasOutcome struct {
	value   float32
	written []float32
	panic   any
}

func (g blasCall) on(impl blas.Float32) (o blasOutcome) {
	g.c = slices.Clone(g.c)
	o.written = g.c
	defer func() { o.panic = recover() }()
	o.value = g.run(impl, g)
	return o
}

// magnitude is g with the absolute values of everything: each element of its
// outcome is the sum of the absolute values of the terms of g's.
func (g blasCall) magnitude() blasCall {
	abs := func(x float32) float32 { return float32(math.Abs(float64(x))) }
	for _, x := range []*[]float32{&g.a, &g.b, &g.c} {
		*x = slices.Clone(*x)
		for i, v := range *x {
			(*x)[i] = abs(v)
		}
	}
	g.alpha, g.beta = abs(g.alpha), abs(g.beta)
	return g
}

// near reports whether two ways to add up terms agree: they are the same, or
// they differ by a few roundings, and two more for each term of a sum.
func near(got, want, magnitude float32, terms int) bool {
	if got == want || got != got && want != want {
		return true
	}
	return math.Abs(float64(got)-float64(want)) <= float64(4+2*terms)*0x1p-24*float64(magnitude)+0x1p-149
}

func checkBLAS(t *testing.T, name string, impl blas.Float32, g blasCall) {
	t.Helper()
	got, want, size := g.on(impl), g.on(reference{}), g.magnitude().on(reference{})
	if got.panic != want.panic {
		t.Fatalf("%s: panic %v, gonum's %v", name, got.panic, want.panic)
	}
	if !near(got.value, want.value, size.value, g.terms) {
		t.Fatalf("%s = %v, gonum's %v", name, got.value, want.value)
	}
	for i, v := range got.written {
		if !near(v, want.written[i], size.written[i], g.terms) {
			t.Fatalf("%s: element %d is %v, gonum's %v, of %d terms that add up to %v", name, i, v, want.written[i], g.terms, size.written[i])
		}
	}
}

func TestBLASAgreesWithGonum(t *testing.T) {
	r := blasDraw{Rand: rand.New(rand.NewPCG(13, 14))}
	for _, name := range slices.Sorted(maps.Keys(blasRoutines)) {
		for i := range 1000 {
			checkBLAS(t, name, BLAS{Threads: i % 3}, blasRoutines[name](r))
		}
	}
}

func TestBLASAgreesWithGonumOnSpecialValues(t *testing.T) {
	for name, special := range map[string][]float32{
		"Snrm2": extreme, "Sasum": extreme, "Isamax": extreme, "Sscal": extreme,
		"Sdot": unusual, "Saxpy": unusual, "Sger": unusual, "Sgemv": unusual,
	} {
		r := blasDraw{Rand: rand.New(rand.NewPCG(15, 16)), special: special}
		for range 1000 {
			checkBLAS(t, name, BLAS{}, blasRoutines[name](r))
		}
	}
}

// TestBLASLong goes beyond one block of a sum.
func TestBLASLong(t *testing.T) {
	x := make([]float32, 5*Block)
	for i := range x {
		x[i] = float32(i%7) - 3
	}
	x[2*Block+30], x[2*Block+40] = -9, 9
	var b BLAS
	var sum, squares float64
	for i := 0; i < len(x); i += 2 {
		sum += math.Abs(float64(x[i]))
		squares += float64(x[i] * x[i])
	}
	n := len(x) / 2
	if got := b.Sasum(n, x, 2); got != float32(sum) {
		t.Errorf("Sasum = %v, want %v", got, sum)
	}
	if got := b.Snrm2(n, x, 2); got != float32(math.Sqrt(squares)) {
		t.Errorf("Snrm2 = %v, want %v", got, math.Sqrt(squares))
	}
	if got := b.Isamax(n, x, 2); got != Block+15 {
		t.Errorf("Isamax = %d, want %d", got, Block+15)
	}
}

// TestSgemvZeroIgnoresY holds that beta = 0 overwrites a y of NaNs.
func TestSgemvZeroIgnoresY(t *testing.T) {
	for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		y := []float32{float32(math.NaN()), 5, float32(math.NaN())}
		BLAS{}.Sgemv(tA, 2, 2, 1, []float32{1, 2, 2, 1}, 2, []float32{1, 1}, 1, 0, y, 2)
		if !slices.Equal(y, []float32{3, 5, 3}) {
			t.Errorf("%c: y = %v, want [3 5 3]", tA, y)
		}
	}
}

// TestSsyrkIsGemm holds that the elements of the triangle are Gemm's to the
// bit, and that the rest is not read.
func TestSsyrkIsGemm(t *testing.T) {
	r := blasDraw{Rand: rand.New(rand.NewPCG(17, 18))}
	for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		for _, ul := range []blas.Uplo{blas.Lower, blas.Upper} {
			const n, k = 150, 30
			rows, cols, _ := stored(tA, n, k)
			a := general(rows, cols, r.values(rows*cols), cols)
			tB := blas.Trans
			if tA == blas.Trans {
				tB = blas.NoTrans
			}
			want := general(n, n, r.values(n*n), n)
			got := slices.Clone(want.Data)
			inside := func(i, j int) bool { return i == j || i > j == (ul == blas.Lower) }
			for i := range n {
				for j := range n {
					if !inside(i, j) {
						got[i*n+j] = float32(math.NaN())
					}
				}
			}
			Gemm(1, tA, tB, 0.7, a, a, 0.3, want)
			BLAS{Threads: 2}.Ssyrk(ul, tA, n, k, 0.7, a.Data, cols, 0.3, got, n)
			for i := range n {
				for j := range n {
					if v := got[i*n+j]; inside(i, j) && v != want.Data[i*n+j] || !inside(i, j) && v == v {
						t.Fatalf("%c %c: element %d, %d is %v, Gemm's %v", ul, tA, i, j, v, want.Data[i*n+j])
					}
				}
			}
		}
	}
}

func TestBLASUse(t *testing.T) {
	before := blas32.Implementation()
	defer blas32.Use(before)
	blas32.Use(BLAS{Threads: 2})
	x := blas32.Vector{N: 3, Inc: 1, Data: []float32{1, 2, 2}}
	if got := blas32.Nrm2(x); got != 3 {
		t.Errorf("Nrm2 = %v, want 3", got)
	}
}

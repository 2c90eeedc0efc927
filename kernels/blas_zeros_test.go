package kernels

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// addend is what an element of a product adds to C: alpha·Σ a_p b_p or, with skip, the
// sum of the terms whose alpha·a_p is not zero.
func addend(alpha float32, a, b []float32, skip bool) (sum float64) {
	for p, v := range a {
		if !skip || alpha*v != 0 {
			sum += float64(alpha) * float64(v) * float64(b[p])
		}
	}
	return sum
}

// scaled is beta·c, which 0 overwrites.
func scaled(beta, c float32) float64 {
	if beta == 0 {
		return 0
	}
	return float64(beta) * float64(c)
}

// alike reports whether both are NaN, the same infinity, or finite.
func alike(got float32, want float64) bool {
	g := float64(got)
	finite := func(x float64) bool { return x-x == 0 }
	return math.IsNaN(g) && math.IsNaN(want) || finite(g) && finite(want) || g == want
}

// vectorOf is row i of a stored matrix, or its column i.
func vectorOf(x []float32, stride, n, i int, row bool) []float32 {
	if row {
		return x[i*stride:][:n]
	}
	v := make([]float32, n)
	for p := range v {
		v[p] = x[p*stride+i]
	}
	return v
}

// TestSgemmZeros holds what the documentation of BLAS says of zeros in front of what
// is not finite, and of gonum's.
func TestSgemmZeros(t *testing.T) {
	r := blasDraw{Rand: rand.New(rand.NewPCG(19, 20)), special: unusual}
	differ := map[bool]int{} // by whether alpha is zero
	for range 4000 {
		tA, tB := transposes[r.IntN(len(transposes))], transposes[r.IntN(len(transposes))]
		m, n, k := 1+r.IntN(5), 1+r.IntN(5), 1+r.IntN(5)
		_, lda, _ := stored(tA, m, k)
		_, ldb, _ := stored(tB, k, n)
		a, b, c := r.values(m*k), r.values(k*n), r.values(m*n)
		alpha, beta := r.scalar(), r.scalar()
		ours, theirs := slices.Clone(c), slices.Clone(c)
		BLAS{}.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, ours, n)
		gonum.Implementation{}.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, theirs, n)
		for i := range m {
			for j := range n {
				row, col := vectorOf(a, lda, k, i, tA == blas.NoTrans), vectorOf(b, ldb, k, j, tB != blas.NoTrans)
				want, other := scaled(beta, c[i*n+j]), scaled(beta, c[i*n+j])
				if alpha != 0 {
					want += addend(alpha, row, col, false)
				}
				if alpha != 0 || beta != 1 {
					other += addend(alpha, row, col, tA != blas.NoTrans || tB == blas.NoTrans)
				}
				got, gonums := ours[i*n+j], theirs[i*n+j]
				if !alike(got, want) || !alike(gonums, other) {
					t.Fatalf("%c %c, alpha %v, beta %v: %v·%v onto %v is %v, want like %v; gonum's is %v, want like %v",
						tA, tB, alpha, beta, row, col, c[i*n+j], got, want, gonums, other)
				}
				if (got == got) != (gonums == gonums) {
					differ[alpha == 0]++
				}
			}
		}
	}
	if differ[false] == 0 || differ[true] == 0 {
		t.Errorf("differences from gonum's: %v, want some of both kinds", differ)
	}
}

// TestSsyrkZeros holds the same of Ssyrk.
func TestSsyrkZeros(t *testing.T) {
	r := blasDraw{Rand: rand.New(rand.NewPCG(21, 22)), special: unusual}
	differ := map[bool]int{} // by whether beta is zero
	for range 4000 {
		tA, ul := transposes[r.IntN(len(transposes))], []blas.Uplo{blas.Lower, blas.Upper}[r.IntN(2)]
		n, k := 1+r.IntN(5), 1+r.IntN(5)
		_, lda, _ := stored(tA, n, k)
		a, c := r.values(n*k), r.values(n*n)
		alpha, beta := r.scalar(), r.scalar()
		ours, theirs := slices.Clone(c), slices.Clone(c)
		BLAS{}.Ssyrk(ul, tA, n, k, alpha, a, lda, beta, ours, n)
		gonum.Implementation{}.Ssyrk(ul, tA, n, k, alpha, a, lda, beta, theirs, n)
		for i := range n {
			for j := range n {
				if (ul == blas.Lower) != (i > j) && i != j {
					continue
				}
				transposed := tA != blas.NoTrans
				left, right := vectorOf(a, lda, k, i, !transposed), vectorOf(a, lda, k, j, !transposed)
				want, other := scaled(beta, c[i*n+j]), scaled(beta, c[i*n+j])
				if transposed && ul == blas.Lower && alpha != 0 {
					other = float64(beta) * float64(c[i*n+j])
				}
				if alpha != 0 {
					want += addend(alpha, left, right, false)
					other += addend(alpha, left, right, transposed)
				}
				got, gonums := ours[i*n+j], theirs[i*n+j]
				if !alike(got, want) || !alike(gonums, other) {
					t.Fatalf("%c %c, alpha %v, beta %v: %v·%v onto %v is %v, want like %v; gonum's is %v, want like %v",
						ul, tA, alpha, beta, left, right, c[i*n+j], got, want, gonums, other)
				}
				if (got == got) != (gonums == gonums) {
					differ[beta == 0]++
				}
			}
		}
	}
	if differ[false] == 0 || differ[true] == 0 {
		t.Errorf("differences from gonum's: %v, want some of both kinds", differ)
	}
}

// TestSgemvKeepsTheRest holds that y is written in its n elements alone, where gonum
// clears all of the slice.
func TestSgemvKeepsTheRest(t *testing.T) {
	call := func(impl blas.Float32) []float32 {
		y := []float32{8, 8, 8}
		impl.Sgemv(blas.Trans, 1, 2, 1, []float32{3, 4}, 2, []float32{1}, 1, 0, y, 1)
		return y
	}
	if got := call(BLAS{}); !slices.Equal(got, []float32{3, 4, 8}) {
		t.Errorf("%v, want [3 4 8]", got)
	}
	if got := call(gonum.Implementation{}); !slices.Equal(got, []float32{3, 4, 0}) {
		t.Errorf("gonum's is %v, [3 4 0] in what the documentation says", got)
	}
}

// TestSgerBackwards holds that a negative increment goes through a vector from its
// end, where gonum's assembly does not.
func TestSgerBackwards(t *testing.T) {
	call := func(impl blas.Float32) []float32 {
		a := make([]float32, 4)
		impl.Sger(2, 2, 1, []float32{1, 2}, 1, []float32{3, 4}, -1, a, 2)
		return a
	}
	want := []float32{4, 3, 8, 6}
	if got := call(BLAS{}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := call(gonum.Implementation{}); slices.Equal(got, want) == (runtime.GOARCH == "amd64") {
		t.Errorf("gonum's is %v on %s", got, runtime.GOARCH)
	}
}

package kernels

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/portable"
)

// normal returns n standard normal numbers.
func normal(n int, keys ...uint64) []float32 {
	r := portable.NewRand(keys...)
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.Normal())
	}
	return x
}

// longs are lengths on both sides of the blocks of long sums.
var longs = []int{0, 1, 63, 64, 65, 1000, Block - 1, Block, Block + 1, 3*Block + 7}

// The tests of this file hold the specification itself against float64
// arithmetic; that the other backends agree with it is tested elsewhere.

func TestReductions(t *testing.T) {
	use(t, impl.Generic)
	for _, n := range longs {
		x, y := normal(n, 1), normal(n, 2)
		var dot, sum, size, sumSize float64
		largest := math.Inf(-1)
		for j := range x {
			p := float64(x[j]) * float64(y[j])
			dot, size = dot+p, size+math.Abs(p)
			sum, sumSize = sum+float64(x[j]), sumSize+math.Abs(float64(x[j]))
			largest = max(largest, float64(x[j]))
		}
		// A lane adds at most Block/64 terms and the tree six more.
		const bound = (Block/64 + 6) * 0x1p-24
		if got := float64(generic.Dot(x, y)); math.Abs(got-dot) > bound*size {
			t.Errorf("Dot of %d: %g, want %g", n, got, dot)
		}
		if got := float64(Sum(x)); math.Abs(got-sum) > bound*sumSize {
			t.Errorf("Sum of %d: %g, want %g", n, got, sum)
		}
		if got := float64(Max(x)); got != largest {
			t.Errorf("Max of %d: %g, want %g", n, got, largest)
		}
	}
}

func TestTouchReadsAlone(t *testing.T) {
	for _, n := range longs {
		x := normal(n, 12)
		before := slices.Clone(x)
		Touch(x)
		if !slices.Equal(x, before) {
			t.Errorf("%d elements have changed", n)
		}
	}
}

func TestMaxPassesOverNaN(t *testing.T) {
	x := []float32{float32(math.NaN()), -3, float32(math.NaN())}
	if got := Max(x); got != -3 {
		t.Errorf("Max = %g, want -3", got)
	}
}

// of returns what f makes of one number.
func of(f func(dst, x []float32), x float32) float32 {
	var y [1]float32
	f(y[:], []float32{x})
	return y[0]
}

func TestExpAccuracy(t *testing.T) {
	for x := float32(-87.3); x < 88.7; x += 0.00171 {
		got := of(generic.Exp, x)
		want := math.Exp(float64(x))
		ulp := float64(math.Nextafter32(float32(want), 2*float32(want)) - float32(want))
		if d := math.Abs(float64(got)-want) / ulp; d > 0.87 {
			t.Fatalf("exp(%g) = %g, want %g: %g ulp", x, got, want, d)
		}
	}
	inf := float32(math.Inf(1))
	for _, c := range [][2]float32{{0, 1}, {inf, inf}, {-inf, 0}, {88.7229, inf}, {-87.33655, 0}, {1e30, inf}, {-1e30, 0}} {
		if got := of(generic.Exp, c[0]); got != c[1] {
			t.Errorf("exp(%g) = %g, want %g", c[0], got, c[1])
		}
	}
	if got := of(generic.Exp, float32(math.NaN())); got == got {
		t.Errorf("exp(NaN) = %g", got)
	}
}

func TestLogAccuracy(t *testing.T) {
	for bits := uint32(1); bits < 0x7f800000; bits += 2039 {
		x := math.Float32frombits(bits)
		want := math.Log(float64(x))
		if got := of(generic.Log, x); ulps(got, want) > 0.85 {
			t.Fatalf("log(%x) = %x, want %x: %g ulp", x, got, want, ulps(got, want))
		}
	}
	inf := float32(math.Inf(1))
	for _, c := range [][2]float32{{0, -inf}, {float32(math.Copysign(0, -1)), -inf}, {1, 0}, {inf, inf}} {
		if got := of(generic.Log, c[0]); math.Float32bits(got) != math.Float32bits(c[1]) {
			t.Errorf("log(%g) = %g, want %g", c[0], got, c[1])
		}
	}
	for _, x := range []float32{float32(math.NaN()), -inf, -1, -0x1p-149} {
		if got := of(generic.Log, x); got == got {
			t.Errorf("log(%g) = %g, want NaN", x, got)
		}
	}
}

func TestSoftmaxWeights(t *testing.T) {
	use(t, impl.Generic)
	for _, n := range longs[1:] {
		for _, tau := range []float64{0.01, 0.07, 1, 100} {
			s := normal(n, 3)
			w := make([]float32, n)
			invTau := float32(1 / tau)
			lse := generic.SoftmaxWeights(w, s, invTau)
			top, sum := slices.Max(s), 0.0
			for _, v := range s {
				sum += math.Exp((float64(v) - float64(top)) * float64(invTau))
			}
			want := float64(top)*float64(invTau) + math.Log(sum)
			if math.Abs(lse-want) > 2e-6+4e-7*math.Abs(want) {
				t.Errorf("n = %d, τ = %g: log-sum-exp %g, want %g", n, tau, lse, want)
			}
			if got := LogSumExp(s, invTau); got != lse {
				t.Errorf("n = %d, τ = %g: LogSumExp %g and SoftmaxWeights %g differ", n, tau, got, lse)
			}
			total := 0.0
			for _, v := range w {
				total += float64(v)
			}
			if math.Abs(total-1) > 1e-5 {
				t.Errorf("n = %d, τ = %g: weights add up to %g", n, tau, total)
			}
		}
	}
	if got := LogSumExp(nil, 1); !math.IsInf(got, -1) {
		t.Errorf("LogSumExp of nothing = %g, want -Inf", got)
	}
}

// TestLogSumExpOfInfinities has one element among others that are all the same, in the
// middle of vectors and in their tails.
func TestLogSumExpOfInfinities(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	onAllBackends(t, func(t *testing.T) {
		for _, n := range []int{3, 16, 67, Block + 5} {
			for _, c := range []struct{ rest, one, want float64 }{
				{1, inf, inf}, {1, nan, nan}, {-inf, nan, nan}, {inf, nan, nan}, {nan, nan, nan}, {nan, 1, nan},
				{inf, -inf, inf}, {-inf, -inf, -inf}, {-inf, 2, 4}, {0, -inf, math.Log(float64(n - 1))},
			} {
				s, w, at := make([]float32, n), make([]float32, n), n*2/3
				for j := range s {
					s[j] = float32(c.rest)
				}
				s[at] = float32(c.one)
				for _, lse := range []float64{LogSumExp(s, 2), SoftmaxWeights(w, s, 2)} {
					if lse != c.want && !(c.want != c.want && lse != lse) && !(math.Abs(lse-c.want) < 1e-6) {
						t.Errorf("n = %d, %v and %v: log-sum-exp %v, want %v", n, c.rest, c.one, lse, c.want)
					}
				}
				sum := 0.0
				for _, v := range w {
					sum += float64(v)
				}
				if finite := !math.IsInf(c.want, 0) && c.want == c.want; finite != (math.Abs(sum-1) < 1e-3) || finite && c.one == -inf && w[at] != 0 {
					t.Errorf("n = %d, %v and %v: weights add up to %v, the one's is %v", n, c.rest, c.one, sum, w[at])
				}
				if c.want != c.want && slices.ContainsFunc(w, func(v float32) bool { return v == v }) {
					t.Errorf("n = %d, %v and %v: some weights are numbers", n, c.rest, c.one)
				}
			}
		}
	})
}

func TestNormalize(t *testing.T) {
	x := blas32.General{Rows: 3, Cols: 5, Stride: 7, Data: normal(3*7, 4)}
	u := blas32.General{Rows: 3, Cols: 5, Stride: 5, Data: make([]float32, 15)}
	norms := make([]float32, 3)
	Normalize(u, x, norms)
	for i := range norms {
		if n := Dot(row(u, i), row(u, i)); math.Abs(float64(n)-1) > 4e-7 {
			t.Errorf("row %d has squared length %g", i, n)
		}
	}
	// f(x) = g · x/‖x‖: its derivative by central differences in float64.
	g := blas32.General{Rows: 3, Cols: 5, Stride: 5, Data: normal(15, 5)}
	dx := blas32.General{Rows: 3, Cols: 5, Stride: 5, Data: make([]float32, 15)}
	NormalizeBackward(dx, g, u, norms)
	for i := range 3 {
		for c := range 5 {
			f := func(step float64) (v float64) {
				var square float64
				for k, e := range row(x, i) {
					e := float64(e)
					if k == c {
						e += step
					}
					square += e * e
					v += float64(row(g, i)[k]) * e
				}
				return v / math.Sqrt(square)
			}
			want := (f(1e-5) - f(-1e-5)) / 2e-5
			if got := float64(row(dx, i)[c]); math.Abs(got-want) > 2e-6 {
				t.Errorf("gradient [%d,%d] = %g, want %g", i, c, got, want)
			}
		}
	}
}

func TestNormalizeOneElement(t *testing.T) {
	one := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{-0.3}}
	Normalize(one, one, make([]float32, 1))
	if one.Data[0] != -1 {
		t.Errorf("a row of one element became %g, want -1", one.Data[0])
	}
}

func TestColumns(t *testing.T) {
	for _, shape := range [][2]int{{0, 3}, {1, 1}, {255, 2}, {256, 2}, {257, 2}, {1000, 17}, {300, 200}} {
		rows, cols := shape[0], shape[1]
		x, y := normal(rows*cols, 6), normal(rows*cols, 7)
		sums, dots := make([]float64, cols), make([]float64, cols)
		ColumnSums(sums, x)
		ColumnDots(dots, x, y)
		for c := range cols {
			var sum, dot, size float64
			for r := range rows {
				p := float64(x[r*cols+c]) * float64(y[r*cols+c])
				sum, dot, size = sum+float64(x[r*cols+c]), dot+p, size+math.Abs(p)+math.Abs(float64(x[r*cols+c]))
			}
			if bound := chainRows * 0x1p-24 * size; math.Abs(sums[c]-sum) > bound || math.Abs(dots[c]-dot) > bound {
				t.Errorf("%v column %d: sum %g, want %g; dot %g, want %g", shape, c, sums[c], sum, dots[c], dot)
			}
		}
	}
}

func TestColumnsOfOneBlockAtMost(t *testing.T) {
	defer func() {
		if message, _ := recover().(string); message != "kernels: ColumnSums: more columns than a Block" {
			t.Errorf("panic %q", message)
		}
	}()
	ColumnSums(make([]float64, Block+1), make([]float32, Block+1))
}

func TestPanicsNameTheKernel(t *testing.T) {
	two, three := make([]float32, 2), make([]float32, 3)
	m := blas32.General{Rows: 1, Cols: 2, Stride: 2, Data: two}
	for name, call := range map[string]func(){
		"Dot":               func() { Dot(two, three) },
		"Exp":               func() { Exp(two, three) },
		"ExpSum":            func() { ExpSum(three, two, 0, 1) },
		"Log":               func() { Log(three, two) },
		"LogSumExp":         func() { LogSumExp(two, 0) },
		"SoftmaxWeights":    func() { SoftmaxWeights(two, two, float32(math.NaN())) },
		"Axpy":              func() { Axpy(1, two, three) },
		"Scale":             func() { Scale(1, two, three) },
		"Divide":            func() { Divide(two, three, 2) },
		"Add":               func() { Add(two, two, three) },
		"Mul":               func() { Mul(two, three, two) },
		"ReLU":              func() { ReLU(three, two) },
		"ReLUBackward":      func() { ReLUBackward(two, two, three) },
		"SGD":               func() { SGD(two, two, three, 1, 1, 1) },
		"Nesterov":          func() { Nesterov(two, three, two, 1, 1, 1) },
		"AdamW":             func() { AdamW(two, two, two, three, AdamWFactors{}) },
		"Normalize":         func() { Normalize(m, m, three) },
		"NormalizeBackward": func() { NormalizeBackward(m, m, blas32.General{}, nil) },
		"Affine":            func() { Affine(three, three, two, two) },
		"AffineSum":         func() { AffineSum(two, two, two, two, two, three) },
		"ColumnSums":        func() { ColumnSums(make([]float64, 2), three) },
		"ColumnDots":        func() { ColumnDots(nil, two, two) },
		"KthLargest":        func() { KthLargest(two, 3) },
	} {
		func() {
			defer func() {
				message, _ := recover().(string)
				if !strings.HasPrefix(message, "kernels: "+name+": ") {
					t.Errorf("%s panicked with %q", name, message)
				}
			}()
			call()
		}()
	}
}

package kernels

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// TestMaps holds what works element by element against the definitions, in
// slices of several blocks too, and with the destination in place of the last
// operand.
func TestMaps(t *testing.T) {
	for name, c := range map[string]struct {
		run  func(dst, x, y []float32)
		want func(x, y float32) float32
	}{
		"Axpy":   {func(dst, x, y []float32) { copy(dst, y); Axpy(3, x, dst) }, func(x, y float32) float32 { return impl.FMA(3, x, y) }},
		"Scale":  {func(dst, _, y []float32) { Scale(0.3, dst, y) }, func(_, y float32) float32 { return 0.3 * y }},
		"Divide": {func(dst, _, y []float32) { Divide(dst, y, 0.3) }, func(_, y float32) float32 { return y / 0.3 }},
		"Add":    {Add, func(x, y float32) float32 { return x + y }},
		"Mul":    {Mul, func(x, y float32) float32 { return x * y }},
		"ReLU":   {func(dst, _, y []float32) { ReLU(dst, y) }, func(_, y float32) float32 { return max(y, 0) }},
		"ReLUBackward": {ReLUBackward, func(x, y float32) float32 {
			if y > 0 {
				return x
			}
			return 0
		}},
	} {
		for _, n := range longs {
			x, y, dst := normal(n, 20), normal(n, 21), make([]float32, n)
			want := make([]float32, n)
			for i := range want {
				want[i] = c.want(x[i], y[i])
			}
			c.run(dst, x, y)
			c.run(y, x, y)
			for i, v := range want {
				if !kerneltest.SameBits(dst[i], v) || !kerneltest.SameBits(y[i], v) {
					t.Fatalf("%s of %d: element %d is %x, in place %x, want %x", name, n, i, dst[i], y[i], v)
				}
			}
		}
	}
}

// TestAffine holds the maps of columns against their definitions, in matrices of
// several blocks too, whose rows may be longer than one.
func TestAffine(t *testing.T) {
	for _, shape := range [][2]int{{0, 3}, {1, 1}, {7, 5}, {300, 200}, {3, Block + 5}} {
		rows, cols := shape[0], shape[1]
		x, y := normal(rows*cols, 22), normal(rows*cols, 23)
		a, b, c := normal(cols, 24), normal(cols, 25), normal(cols, 26)
		one, two := make([]float32, rows*cols), make([]float32, rows*cols)
		Affine(one, x, a, b)
		AffineSum(two, x, y, a, b, c)
		for i := range one {
			j := i % cols
			if got, want := one[i], impl.FMA(x[i], a[j], b[j]); got != want {
				t.Fatalf("Affine of %v: element %d is %x, want %x", shape, i, got, want)
			}
			if got, want := two[i], impl.FMA(x[i], a[j], impl.FMA(y[i], b[j], c[j])); got != want {
				t.Fatalf("AffineSum of %v: element %d is %x, want %x", shape, i, got, want)
			}
		}
	}
}

package tile

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/portable"
)

// softplusOf adds log(1 + e^x) over the elements of a tile.
func softplusOf(s blas32.General, scale, bias float64, rows, cols []float64) {
	for i := range s.Rows {
		for j, v := range row(s, i)[:len(cols)] {
			x := float64(v)*scale + bias
			y := max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
			rows[i] += y
			cols[j] += y
		}
	}
}

// TestLogisticAccuracy holds the sums against logarithms in float64, down to
// arguments of -20 whose exponentials vanish beside 1, over 102,400 to a row.
func TestLogisticAccuracy(t *testing.T) {
	turns := 400
	if testing.Short() {
		turns = 10
	}
	for _, c := range []struct{ scale, bias float32 }{{10, -10}, {10, -20}, {1, -20}, {10, 0}, {30, 5}} {
		r := portable.NewRand(23)
		s := blas32.General{Rows: 20, Cols: 256, Stride: 256, Data: make([]float32, 20*256)}
		rows, cols := Softplus{make([]float64, 20), make([]float64, 20)}, Softplus{make([]float64, 253), make([]float64, 253)}
		wantRows, wantCols := make([]float64, 20), make([]float64, 253)
		logs := make([]float64, 20+253) // of what was taken out of the products
		dst := blas32.General{Rows: 20, Cols: 256, Stride: 256, Data: make([]float32, 20*256)}
		for range turns {
			for i := range s.Data {
				if s.Data[i] = 1 - float32(r.Float64())/8; i%256 >= 253 {
					s.Data[i] = impl.Lowest[0]
				}
			}
			Logistic(dst, s, c.scale, c.bias, rows, cols, nil)
			softplusOf(s, float64(c.scale), float64(c.bias), wantRows, wantCols)
			for k, p := range [][]float64{rows.Products, cols.Products} {
				for i := range p {
					if p[i] > 1e200 {
						logs[20*k+i] += math.Log1p(p[i])
						p[i] = 0
					}
				}
			}
		}
		check := func(what string, got Softplus, logs, want []float64) {
			worst := 0.0
			for i := range want {
				sum := got.Excess[i] + logs[i] + math.Log1p(got.Products[i])
				worst = max(worst, math.Abs(sum-want[i])/want[i])
			}
			if worst > 2e-7 {
				t.Errorf("scale %v, bias %v: %s differ by %.1e", c.scale, c.bias, what, worst)
			}
		}
		check("rows", rows, logs[:20], wantRows)
		check("columns", cols, logs[20:], wantCols)
	}
}

// TestLogisticLargest has no product overflow, and the sigmoid of 0 be 1/2.
func TestLogisticLargest(t *testing.T) {
	onAllBackends(t, func(t *testing.T) {
		s := blas32.General{Rows: 256, Cols: 256, Stride: 256, Data: make([]float32, 256*256)}
		sums := Softplus{Products: make([]float64, 256)}
		weights := make([]float64, 256)
		Logistic(s, s, 1, 0, sums, Softplus{}, weights)
		if got := sums.Products[7]; got != 0x1p256 || s.Data[300] != 0.5 || weights[9] != 128 {
			t.Errorf("product %v of 2^256, sigmoid %v, weight %v", got, s.Data[300], weights[9])
		}
	})
}

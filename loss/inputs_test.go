package loss

import (
	"math"
	"runtime/debug"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
	"gonum.org/v1/gonum/blas/blas32"
)

// normal is a matrix of standard normal numbers.
func normal(rng *portable.Rand, n, d int) blas32.General {
	z := matrix.New(n, d)
	for i := range z.Data {
		z.Data[i] = float32(rng.Normal())
	}
	return z
}

// aligned is a matrix whose rows have the given cosine with those of z.
func aligned(rng *portable.Rand, z blas32.General, cosine float64) blas32.General {
	out := normal(rng, z.Rows, z.Cols)
	for i := range z.Rows {
		u, _ := unitRows64(widen(matrix.Rows(z, i, i+1), matrix.Rows(out, i, i+1)))
		along := dot64(u[0], u[1])
		for k := range u[1] {
			u[1][k] -= along * u[0][k]
		}
		rest := math.Sqrt(dot64(u[1], u[1]))
		for k, v := range u[0] {
			out.Data[i*out.Stride+k] = float32(3 * (cosine*v + math.Sqrt(1-cosine*cosine)*u[1][k]/rest))
		}
	}
	return out
}

// pairs returns two matrices of pairs: random, or with a cosine.
func pairs(seed uint64, b, d int, cosine float64) (z0, z1 blas32.General) {
	rng := portable.NewRand(seed)
	z0 = normal(rng, b, d)
	if cosine == 0 {
		return z0, normal(rng, b, d)
	}
	return z0, aligned(rng, z0, cosine)
}

// reversed gives the bank of an arrangement's test: the rows in reverse.
func reversed(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = n - 1 - i
	}
	return index
}

// flipped is z with its rows in reverse, as index says.
func flipped(z blas32.General) blas32.General {
	out := matrix.New(z.Rows, z.Cols)
	for i := range z.Rows {
		copy(matrix.Row(out, z.Rows-1-i), matrix.Row(z, i))
	}
	return out
}

// unitMatrix has random rows of length 1.
func unitMatrix(seed uint64, n, d int) blas32.General {
	z := normal(portable.NewRand(seed), n, d)
	if err := matrix.Unit(z, z, make([]float32, n)); err != nil {
		panic(err)
	}
	return z
}

func scaledCopy(z blas32.General, by float32) blas32.General {
	out := matrix.New(z.Rows, z.Cols)
	for i := range z.Rows {
		for k, v := range matrix.Row(z, i) {
			matrix.Row(out, i)[k] = by * v
		}
	}
	return out
}

// gapped is z with d more elements between its rows.
func gapped(z blas32.General) blas32.General {
	out := blas32.General{Rows: z.Rows, Cols: z.Cols, Stride: 2 * z.Cols, Data: make([]float32, (2*z.Rows-1)*z.Cols)}
	for i := range out.Data {
		out.Data[i] = float32(math.NaN())
	}
	for i := range z.Rows {
		copy(matrix.Row(out, i), matrix.Row(z, i))
	}
	return out
}

// needsTime leaves a test of the numbers alone out of short runs and of those under
// the race detector, where arithmetic takes ten times as long.
func needsTime(t *testing.T) {
	t.Helper()
	if testing.Short() || race.Enabled {
		t.Skip("takes long, and is about numbers alone")
	}
}

// checkNoAllocation fails the test if calls of f allocate, the first aside. The race
// detector allocates, and a garbage collection has pools begin anew.
func checkNoAllocation(t *testing.T, name string, f func()) {
	t.Helper()
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	if n := testing.AllocsPerRun(4, f); n != 0 {
		t.Errorf("%s: %v allocations", name, n)
	}
}

func mustHave[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

package loss

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// normal is a matrix of standard normal numbers.
func normal(rng *portable.Rand, n, d int) blas32.General {
	z := dense(make([]float32, n*d), n, d)
	for i := range z.Data {
		z.Data[i] = float32(rng.Normal())
	}
	return z
}

// aligned is a matrix whose rows have the given cosine with those of z.
func aligned(rng *portable.Rand, z blas32.General, cosine float64) blas32.General {
	out := normal(rng, z.Rows, z.Cols)
	for i := range z.Rows {
		u, _ := unitRows64(widen(rows(z, i, i+1), rows(out, i, i+1)))
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
	out := dense(make([]float32, z.Rows*z.Cols), z.Rows, z.Cols)
	for i := range z.Rows {
		copy(row(out, z.Rows-1-i), row(z, i))
	}
	return out
}

// needsTime leaves a test of the numbers alone out of short runs, such as those
// under the race detector, where arithmetic takes ten times as long.
func needsTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and is about numbers alone")
	}
}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

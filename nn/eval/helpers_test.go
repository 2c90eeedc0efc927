package eval

import (
	"context"
	"encoding/binary"
	"hash"
	"math"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
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

// normals are two matrices of one shape.
func normals(seed uint64, n, d int) (z0, z1 blas32.General) {
	rng := portable.NewRand(seed)
	z0 = normal(rng, n, d)
	return z0, normal(rng, n, d)
}

// clustered is a matrix of rows around a few directions, every tenth row being
// the one before it again.
func clustered(seed uint64, n, d, clusters int) blas32.General {
	rng := portable.NewRand(seed)
	centres, z := normal(rng, clusters, d), normal(rng, n, d)
	for i := range n {
		r := matrix.Row(z, i)
		if i%10 == 9 {
			copy(r, matrix.Row(z, i-1))
			continue
		}
		for k, c := range matrix.Row(centres, i%clusters) {
			r[k] = 3*c + r[k]
		}
	}
	return z
}

// ones is a matrix of ones.
func ones(n, d int) blas32.General {
	z := matrix.New(n, d)
	for i := range z.Data {
		z.Data[i] = 1
	}
	return z
}

// someLabels are classes of about ten rows.
func someLabels(n int) []int {
	rng := portable.NewRand(34)
	labels := make([]int, n)
	for i := range labels {
		labels[i] = rng.IntN(max(1, n/10))
	}
	return labels
}

// unit64 is the rows of z at unit length.
func unit64(z blas32.General) [][]float64 {
	u := make([][]float64, z.Rows)
	for i := range u {
		u[i] = make([]float64, z.Cols)
		for k, v := range matrix.Row(z, i) {
			u[i][k] = float64(v)
		}
		norm := math.Sqrt(dot64(u[i], u[i]))
		for k := range u[i] {
			u[i][k] /= norm
		}
	}
	return u
}

func dot64(x, y []float64) float64 {
	var sum float64
	for k := range x {
		sum += x[k] * y[k]
	}
	return sum
}

// eachPair calls f with the similarity of every pair i < j of unit rows.
func eachPair(u [][]float64, f func(i, j int, s float64)) {
	for i := range u {
		for j := i + 1; j < len(u); j++ {
			f(i, j, dot64(u[i], u[j]))
		}
	}
}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wantError checks that err says each of the words, and not where it is from.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want %q", words)
		return
	}
	if strings.HasPrefix(err.Error(), "eval:") {
		t.Errorf("error %q names the package", err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %q does not say %q", err, word)
		}
	}
}

// endsAfter is a context that ends when it has been asked so many times.
type endsAfter struct {
	context.Context
	left *int
}

func (c endsAfter) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

func hashFloats(h hash.Hash, x ...float64) {
	for _, v := range x {
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
}

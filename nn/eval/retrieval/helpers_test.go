package retrieval

import (
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "\n") || strings.HasPrefix(err.Error(), "retrieval:") {
			t.Errorf("error %q does not say %q in one line", err, word)
		}
	}
}

// coarse is a matrix of small whole numbers, whose rows are often alike.
func coarse(seed uint64, n, d int) blas32.General {
	rng := portable.NewRand(seed)
	z := matrix.New(n, d)
	for i := range z.Data {
		z.Data[i] = float32(rng.IntN(3) - 1)
	}
	for i := range n {
		matrix.Row(z, i)[0] = 1 // a direction
	}
	return z
}

// fine is a matrix of normal numbers.
func fine(seed uint64, n, d int) blas32.General {
	rng := portable.NewRand(seed)
	z := matrix.New(n, d)
	for i := range z.Data {
		z.Data[i] = float32(rng.Normal())
	}
	return z
}

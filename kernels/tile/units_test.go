package tile_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// gappedNormals is an n×d matrix of normal numbers with NaN between its rows.
func gappedNormals(n, d int) blas32.General {
	rng := portable.NewRand(1, uint64(n))
	z := matrix.Columns(matrix.New(n, d+2), 0, d)
	for i := range z.Data {
		z.Data[i] = float32(math.NaN())
	}
	for i := range n {
		for k := range d {
			matrix.Row(z, i)[k] = float32(rng.Normal())
		}
	}
	return z
}

// TestUnitsAgainstGemm asks for the bits of the product of all unit rows, on one
// Units whose shapes grow and shrink.
func TestUnitsAgainstGemm(t *testing.T) {
	var u tile.Units
	for _, shape := range [][2]int{{260, 17}, {1, 1}, {127, 16}, {128, 5}, {130, 257}, {257, 3}} {
		n, d := shape[0], shape[1]
		z, unit, all := gappedNormals(n, d), matrix.New(n, d), matrix.New(n, n)
		if err := matrix.Unit(unit, z, make([]float32, n)); err != nil {
			t.Fatal(err)
		}
		kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, unit, unit, 0, all)
		for _, threads := range []int{0, 3} {
			if err := u.Reset(t.Context(), threads, z); err != nil {
				t.Fatal(err)
			}
			if u.Rows() != n || u.Count() != (n+127)/128 {
				t.Fatalf("%v: %d rows in %d blocks", shape, u.Rows(), u.Count())
			}
			worker := max(0, threads-1)
			for _, from := range []int{0, n / 3} {
				u.Prepare(worker, from, n)
				for lo := from; lo < n; lo += 128 {
					checkTiles(t, &u, worker, (lo-from)/128, matrix.Rows(all, lo, min(lo+128, n)))
				}
			}
		}
	}
}

// checkTiles compares a worker's i-th tile with each block with its part of want.
func checkTiles(t *testing.T, u *tile.Units, worker, i int, want blas32.General) {
	t.Helper()
	for block := range u.Count() {
		from, to := u.Bounds(block)
		s := u.Similar(worker, i, block)
		if s.Rows != want.Rows || s.Cols != (to-from+15)/16*16 {
			t.Fatalf("tile of %d×%d, want %d rows and %d columns or a few more", s.Rows, s.Cols, want.Rows, to-from)
		}
		for r := range s.Rows {
			for c, got := range matrix.Row(s, r) {
				value := float32(math.Inf(-1))
				if c < to-from {
					value = matrix.Row(want, r)[from+c]
				}
				if got != value {
					t.Fatalf("tile %d of block %d: element (%d, %d) is %v, want %v", i, block, r, c, got, value)
				}
			}
		}
	}
}

func TestUnitsNameTheFirstRow(t *testing.T) {
	z := gappedNormals(400, 5)
	clear(matrix.Row(z, 300))
	matrix.Row(z, 141)[3] = float32(math.NaN())
	var u tile.Units
	for threads := range 4 {
		var row *matrix.RowError
		if err := u.Reset(t.Context(), threads, z); !errors.As(err, &row) || *row != (matrix.RowError{Row: 141, Why: "NaN in column 3"}) {
			t.Errorf("%d threads: error %v", threads, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := u.Reset(ctx, 2, z); err != context.Canceled {
		t.Errorf("error %v of an ended context", err)
	}
	if err := u.Reset(t.Context(), 2, matrix.Rows(z, 0, 141)); err != nil {
		t.Errorf("error %v after other matrices' errors", err)
	}
}

package loss

import (
	"math"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// wantError checks that err says each of the words.
func wantError(t *testing.T, name string, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", name)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q does not say %q", name, err, word)
		}
	}
}

// spoiled is a matrix of b rows of d ones with v at row i, column 1.
func spoiled(b, d, i int, v float32) blas32.General {
	z := matrix.New(b, d)
	for k := range z.Data {
		z.Data[k] = 1
	}
	matrix.Row(z, i)[1] = v
	return z
}

// TestBadRows names the row and what is wrong with it, in each input.
func TestBadRows(t *testing.T) {
	const b, d = 5, 4
	good := spoiled(b, d, 0, 1)
	zero, tiny := spoiled(b, d, 3, 1), spoiled(b, d, 3, 1)
	clear(matrix.Row(zero, 3))
	clear(matrix.Row(tiny, 3))
	matrix.Row(tiny, 3)[0] = 1e-30
	for word, bad := range map[string]blas32.General{
		"NaN in column 1":      spoiled(b, d, 3, float32(math.NaN())),
		"infinity in column 1": spoiled(b, d, 3, float32(math.Inf(-1))),
		"all zeros":            zero,
		"too short":            tiny,
		"overflows":            spoiled(b, d, 3, 1e30),
	} {
		for _, arrangement := range arrangements {
			first, second := "z0 row 3", "z1 row 3"
			if arrangement == "bank" {
				first, second = "z row 3", "bank row 3"
			}
			_, err := Compute(Simple{}, problemOf(arrangement, bad, good, reversed(b)))
			wantError(t, arrangement, err, first, word)
			_, err = Compute(Simple{}, problemOf(arrangement, good, bad, reversed(b)))
			wantError(t, arrangement, err, second, word)
		}
	}
}

// TestBadRowsOfEveryEngine names a bank's rows, and extra ones, whatever reads them.
func TestBadRowsOfEveryEngine(t *testing.T) {
	const n, d = 300, 4
	z, good := unitMatrix(1, 20, d), unitMatrix(2, n, d)
	nan, short := scaledCopy(good, 1), scaledCopy(good, 1)
	matrix.Row(nan, 217)[1] = float32(math.NaN())
	matrix.Row(short, 217)[1] += 0.5
	for _, l := range []Loss{
		Contrastive{Tau: 0.2}, Contrastive{Tau: 0.01}, SigLIP{Tau: 0.2}, Simple{}, Triplet{}, Over(Contrastive{Tau: 0.2}, Selection{K: 3}),
		Over(Simple{}, Selection{Drop: Above(0.2)}), AlignUniform{Alpha: 2, T: 2, Lambda: 1},
	} {
		for _, threads := range []int{1, 2} {
			w := &Workspace{Threads: threads}
			_, err := w.Compute(t.Context(), l, Bank(z, nan, make([]int, 20)))
			wantError(t, label("bank", l), err, "bank row 217", "NaN in column 1")
			_, err = w.Compute(t.Context(), l, unit(Bank(z, short, make([]int, 20))))
			wantError(t, label("bank", l), err, "bank row 217", "not a unit vector")
			for _, arrangement := range withExtras {
				p := problemOf(arrangement, z, z, reversed(20))
				p.Extra, p.ExtraShared = nan, true
				_, err = w.Compute(t.Context(), l, p)
				wantError(t, label(arrangement, l), err, "extra row 217", "NaN in column 1")
				p.Extra, p.Unit = short, true
				_, err = w.Compute(t.Context(), l, p)
				wantError(t, label(arrangement, l), err, "extra row 217", "not a unit vector")
			}
		}
	}
}

// TestNotUnit names rows that are said to be unit vectors and are not.
func TestNotUnit(t *testing.T) {
	const b, d = 5, 4
	good := unitMatrix(1, b, d)
	for _, scale := range []float32{1.002, 0.998, 0, float32(math.NaN())} {
		bad := scaledCopy(good, 1)
		for k := range matrix.Row(bad, 2) {
			matrix.Row(bad, 2)[k] *= scale
		}
		for _, arrangement := range arrangements {
			first, second := "z0 row 2", "z1 row 2"
			if arrangement == "bank" {
				first, second = "z row 2", "bank row 2"
			}
			for _, gaps := range []bool{false, true} {
				bad := bad
				if gaps {
					bad = gapped(bad)
				}
				_, err := Compute(Simple{}, unit(problemOf(arrangement, bad, good, reversed(b))))
				wantError(t, arrangement, err, first, "not a unit vector")
				_, err = Compute(Simple{}, unit(problemOf(arrangement, good, bad, reversed(b))))
				wantError(t, arrangement, err, second, "not a unit vector")
			}
		}
	}
	nearly := scaledCopy(good, 1.0005)
	if _, err := Compute(Simple{}, unit(Cross(nearly, good))); err != nil {
		t.Error(err)
	}
}

func TestBadShapes(t *testing.T) {
	ones := func(n, d int) blas32.General { return spoiled(n, d, 0, 1) }
	short := ones(3, 4)
	short.Data = short.Data[:11]
	narrow := ones(3, 4)
	narrow.Stride = 3
	for _, arrangement := range arrangements {
		for _, c := range []struct {
			z0, z1 blas32.General
			words  []string
		}{
			{ones(3, 4), ones(3, 5), []string{"4", "5"}},
			{ones(3, 4), blas32.General{}, []string{"0×0"}},
			{blas32.General{}, ones(3, 4), []string{"0×0"}},
			{ones(3, 4), short, []string{"11"}},
			{short, ones(3, 4), []string{"11"}},
			{narrow, ones(3, 4), []string{"stride 3"}},
			{ones(1, 4), ones(1, 4), []string{"no negatives"}},
		} {
			_, err := Compute(Simple{}, problemOf(arrangement, c.z0, c.z1, reversed(c.z0.Rows)))
			wantError(t, arrangement, err, c.words...)
		}
		if arrangement != "bank" {
			_, err := Compute(Simple{}, problemOf(arrangement, ones(3, 4), ones(4, 4), nil))
			wantError(t, arrangement, err, "3×4", "4×4")
		}
	}
}

func TestBadIndex(t *testing.T) {
	z, bank := spoiled(2, 4, 0, 1), spoiled(3, 4, 0, 1)
	for _, bad := range []int{-1, 3} {
		_, err := Compute(Simple{}, Bank(z, bank, []int{0, bad}))
		wantError(t, "Bank", err, "anchor 1", "rows 0 to 2")
	}
	_, err := Compute(Simple{}, Bank(z, bank, []int{0}))
	wantError(t, "Bank", err, "2 rows", "1 entries")
	_, err = Compute(Simple{}, Bank(z, spoiled(1, 4, 0, 1), []int{0, 0}))
	wantError(t, "Bank", err, "no negatives")
}

func TestBadLosses(t *testing.T) {
	z := spoiled(4, 3, 0, 1)
	nan := math.NaN()
	for _, c := range []struct {
		loss  Loss
		words []string
	}{
		{nil, []string{"no loss"}},
		{Contrastive{}, []string{"tau = 0"}},
		{Contrastive{Tau: -1}, []string{"tau = -1"}},
		{Contrastive{Tau: nan}, []string{"tau = NaN"}},
		{Contrastive{Tau: math.Inf(1)}, []string{"tau = +Inf"}},
		{Contrastive{Tau: 0.99e-4}, []string{"0.0001", "10000"}},
		{Contrastive{Tau: 10001}, []string{"tau = 10001"}},
		{Simple{Lambda: -1}, []string{"lambda = -1"}},
		{Simple{Lambda: nan}, []string{"lambda = NaN"}},
		{Over(Contrastive{Tau: 1}, Selection{K: 1, Alpha: 0.5}), []string{"not both"}},
		{Over(Contrastive{Tau: 0}, Selection{K: 1}), []string{"tau = 0"}},
		{Over(Contrastive{Tau: 1}, Selection{K: 7}), []string{"topk = 7", "6 negatives"}},
		{Over(Contrastive{Tau: 1}, Selection{K: -1}), []string{"topk = -1"}},
		{Over(Simple{}, Selection{Alpha: 1.001}), []string{"alpha = 1.001"}},
		{Over(Simple{}, Selection{Alpha: -0.1}), []string{"alpha = -0.1"}},
		{Over(Simple{}, Selection{Alpha: nan}), []string{"alpha = NaN"}},
		{Over(Simple{Lambda: math.Inf(1)}, Selection{K: 1}), []string{"lambda = +Inf"}},
	} {
		_, err := Compute(c.loss, InBatch(z, z))
		wantError(t, "InBatch", err, c.words...)
	}
	if _, err := Compute(Over(Contrastive{Tau: 1}, Selection{K: 6}), InBatch(z, z)); err != nil {
		t.Error(err)
	}
	_, err := Compute(Over(Simple{}, Selection{K: 4}), Cross(z, z))
	wantError(t, "Cross", err, "topk = 4", "3 negatives")
}

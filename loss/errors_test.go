package loss

import (
	"math"
	"strings"
	"testing"

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
	z := dense(make([]float32, b*d), b, d)
	for k := range z.Data {
		z.Data[k] = 1
	}
	row(z, i)[1] = v
	return z
}

// TestBadRows names the row and what is wrong with it, in each input.
func TestBadRows(t *testing.T) {
	const b, d = 5, 4
	good := spoiled(b, d, 0, 1)
	zero, tiny := spoiled(b, d, 3, 1), spoiled(b, d, 3, 1)
	clear(row(zero, 3))
	clear(row(tiny, 3))
	row(tiny, 3)[0] = 1e-30
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
			_, err := compute(new(Workspace), arrangement, Simple{}, bad, good, reversed(b))
			wantError(t, arrangement, err, first, word)
			_, err = compute(new(Workspace), arrangement, Simple{}, good, bad, reversed(b))
			wantError(t, arrangement, err, second, word)
		}
	}
}

// TestNotUnit names rows that are said to be unit vectors and are not.
func TestNotUnit(t *testing.T) {
	const b, d = 5, 4
	good := unitMatrix(1, b, d)
	for _, scale := range []float32{1.002, 0.998, 0, float32(math.NaN())} {
		bad := scaledCopy(good, 1)
		for k := range row(bad, 2) {
			row(bad, 2)[k] *= scale
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
				_, err := compute(&Workspace{Normalized: true}, arrangement, Simple{}, bad, good, reversed(b))
				wantError(t, arrangement, err, first, "not a unit vector")
				_, err = compute(&Workspace{Normalized: true}, arrangement, Simple{}, good, bad, reversed(b))
				wantError(t, arrangement, err, second, "not a unit vector")
			}
		}
	}
	nearly := scaledCopy(good, 1.0005)
	if _, err := compute(&Workspace{Normalized: true}, "cross", Simple{}, nearly, good, nil); err != nil {
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
			_, err := compute(new(Workspace), arrangement, Simple{}, c.z0, c.z1, reversed(c.z0.Rows))
			wantError(t, arrangement, err, c.words...)
		}
		if arrangement != "bank" {
			_, err := compute(new(Workspace), arrangement, Simple{}, ones(3, 4), ones(4, 4), nil)
			wantError(t, arrangement, err, "3×4", "4×4")
		}
	}
}

func TestBadIndex(t *testing.T) {
	z, bank := spoiled(2, 4, 0, 1), spoiled(3, 4, 0, 1)
	for _, bad := range []int{-1, 3} {
		_, err := Bank(Simple{}, z, bank, []int{0, bad})
		wantError(t, "Bank", err, "anchor 1", "rows 0 to 2")
	}
	_, err := Bank(Simple{}, z, bank, []int{0})
	wantError(t, "Bank", err, "2 rows", "1 entries")
	_, err = Bank(Simple{}, z, spoiled(1, 4, 0, 1), []int{0, 0})
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
		{HardContrastive{Tau: 1}, []string{"K or Alpha"}},
		{HardContrastive{Tau: 1, K: 1, Alpha: 0.5}, []string{"not both"}},
		{HardContrastive{Tau: 0, K: 1}, []string{"tau = 0"}},
		{HardContrastive{Tau: 1, K: 7}, []string{"K = 7", "6 negatives"}},
		{HardContrastive{Tau: 1, K: -1}, []string{"K = -1"}},
		{HardSimple{}, []string{"K or Alpha"}},
		{HardSimple{Alpha: 1.001}, []string{"Alpha = 1.001"}},
		{HardSimple{Alpha: -0.1}, []string{"Alpha = -0.1"}},
		{HardSimple{Alpha: nan}, []string{"Alpha = NaN"}},
		{HardSimple{K: 1, Lambda: math.Inf(1)}, []string{"lambda = +Inf"}},
	} {
		_, err := InBatch(c.loss, z, z)
		wantError(t, "InBatch", err, c.words...)
	}
	if _, err := InBatch(HardContrastive{Tau: 1, K: 6}, z, z); err != nil {
		t.Error(err)
	}
	_, err := Cross(HardSimple{K: 4}, z, z)
	wantError(t, "Cross", err, "K = 4", "3 negatives")
}

func TestNewAndDescribe(t *testing.T) {
	all := append(lossesAt(0.2, 3), uniformLosses(3)...)
	for _, l := range []Loss{
		SupCon{Tau: 0.1, TauBase: 0.07, SkipLonely: true}, DCL{Tau: 0.1}, DCLW{Tau: 0.1, Sigma: 0.3}, DCLW{Tau: 0.1},
		Debiased{Tau: 0.5, TauPlus: 0.1, Beta: 1}, SigLIP{Tau: 0.1, Bias: -10}, Triplet{}, MACL{Tau: 0.1, Alpha: 0.5, Target: 0.2},
	} {
		all = append(all, l, Selected{l, Selection{K: 5, Mask: true, Margin: -0.1, OtherClass: true}}, Selected{l, Selection{Alpha: 0.5}})
	}
	all = append(all, Selected{HardContrastive{Tau: 0.1, K: 5}, Selection{OtherClass: true}})
	for _, l := range all {
		name, p := Describe(l)
		if again, err := New(name, p); again != l || err != nil {
			t.Errorf("New(%q, %+v) = %#v, %v; want %#v", name, p, again, err, l)
		}
	}
	if l, err := New("simple", Params{Tau: -3, Beta: 5}); l != (Simple{}) || err != nil {
		t.Errorf("parameters that Simple has no use for: %#v, %v", l, err)
	}
	_, err := New("soft", Params{})
	wantError(t, "New", err, `"soft"`, "contrastive, dcl, dclw, debiased, hard, hardsimple, macl, siglip, simple, supcon, triplet")
	_, err = New("contrastive", Params{})
	wantError(t, "New", err, "tau = 0")
	_, err = New("hard", Params{Tau: 1})
	wantError(t, "New", err, "K or Alpha")
	_, err = New("hardsimple", Params{K: 2, Alpha: 0.1})
	wantError(t, "New", err, "not both")
}

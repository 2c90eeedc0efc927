package retrieval

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// exact is the share of all choices of signs whose sum is as far from 0.
func exact(d []float64) float64 {
	sum := func(signs int) (s float64) {
		for i, v := range d {
			s += v * float64(1-2*(signs>>i&1))
		}
		return math.Abs(s)
	}
	asFar := 0
	for signs := range 1 << len(d) {
		if sum(signs) >= sum(0)-1e-9 {
			asFar++
		}
	}
	return float64(asFar) / float64(int(1)<<len(d))
}

func TestRandomised(t *testing.T) {
	for _, d := range [][]float64{
		{0.1, 0.2, 0.3, -0.1, 0.4, 0.1, 0.2, 0.3},
		{1, 1, 1, 1, 1, 1, 1},
		{0.1, 0.2, -0.3},       // 0 but for rounding: p = 1
		{0.3, -0.1, -0.2, 0.7}, // which many other signs equal but for rounding
		{5, -4, 3, -2, 1, 0, 0, 0.5},
	} {
		const flips = 20000
		want := exact(d)
		se := math.Sqrt(want * (1 - want) / flips)
		if got := Randomised(d, flips, 3); math.Abs(got-want) > 4*se+1.0/flips {
			t.Errorf("%v: p = %v, want %v ± %v", d, got, want, se)
		}
	}
	for _, d := range [][]float64{nil, {0, 0, 0}, {math.NaN(), 1}} {
		if got := Randomised(d, 100, 1); got != 1 {
			t.Errorf("%v: p = %v, want 1", d, got)
		}
	}
	if got := Randomised([]float64{1}, 0, 1); got != 1 {
		t.Errorf("no flips: p = %v", got)
	}
	clear := make([]float64, 200)
	for i := range clear {
		clear[i] = 1 + float64(i%3)
	}
	if got := Randomised(clear, 999, 7); got != 1.0/1000 {
		t.Errorf("p = %v of 200 differences above 0", got)
	}
}

// Without a difference, p is uniform: below 0.2 a fifth of the time.
func TestRandomisedIsHonest(t *testing.T) {
	rng := portable.NewRand(5)
	const tests = 300
	below := 0
	for range tests {
		d := make([]float64, 130)
		for i := range d {
			d[i] = rng.Normal()
		}
		if Randomised(d, 199, rng.Uint64()) <= 0.2 {
			below++
		}
	}
	if share := float64(below) / tests; math.Abs(share-0.2) > 4*math.Sqrt(0.16/tests) {
		t.Errorf("p is at most 0.2 in %v of tests without an effect", share)
	}
	d := []float64{0.5, -0.25, 0.125, 1}
	if Randomised(d, 50, 1) != Randomised(d, 50, 1) {
		t.Error("not the same p from the same seed")
	}
}

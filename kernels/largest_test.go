package kernels

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// TestLargest finds the elements that comparing their keys says, ties and zeros of
// both signs included.
func TestLargest(t *testing.T) {
	onAllBackends(t, func(t *testing.T) {
		rng := portable.NewRand(5)
		for _, n := range []int{1, 2, 100, 511, 512, 513, 1500, 2048, 5000} {
			for _, levels := range []int{1, 3, 1 << 20} {
				x := make([]float32, n)
				for i := range x {
					x[i] = float32(rng.IntN(levels) - levels/2)
					if x[i] == 0 && i%2 == 0 {
						x[i] = float32(math.Copysign(0, -1))
					}
				}
				for _, k := range []int{1, n/20 + 1, n/2 + 1, n} {
					checkLargest(t, x, k)
				}
			}
		}
	})
}

func checkLargest(t *testing.T, x []float32, k int) {
	t.Helper()
	least := orderedKey(KthLargest(x, k))
	var want []int32
	for i, v := range x {
		if orderedKey(v) >= least {
			want = append(want, int32(i))
		}
	}
	values, index := Largest([]float32{7}, []int32{9}, x, k)
	if len(values) != len(index) || values[0] != 7 || index[0] != 9 {
		t.Fatalf("%d of %d: %d values, %d indices, or what was there has changed", k, len(x), len(values), len(index))
	}
	for i, at := range index[1:] {
		if math.Float32bits(values[1+i]) != math.Float32bits(x[at]) {
			t.Fatalf("%d of %d: element %d is %v, not %v", k, len(x), at, x[at], values[1+i])
		}
	}
	checkStretches(t, x, values[1:], index[1:], least)
	got := slices.Clone(index[1:])
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d of %d: %d elements, want %d", k, len(x), len(got), len(want))
	}
}

// checkStretches finds the same, in the same order, a stretch at a time.
func checkStretches(t *testing.T, x, values []float32, index []int32, least uint32) {
	t.Helper()
	var parts []float32
	var places []int32
	for first := 0; first < len(x); first += aboveStretch {
		stretch := x[first:min(first+aboveStretch, len(x))]
		parts, places = Above(parts, places, stretch, fromOrderedKey(least-1), first)
	}
	if !slices.Equal(parts, values) || !slices.Equal(places, index) {
		t.Errorf("%d elements: stretches give another order", len(x))
	}
}

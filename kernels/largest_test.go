package kernels

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// TestLargest finds the elements that sorting says, ties and both zeros included.
func TestLargest(t *testing.T) {
	onAllBackends(t, func(t *testing.T, b *Backend) {
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
					checkLargest(t, b, x, k)
				}
			}
		}
		nan := math.Float32frombits(math.MaxUint32)
		checkLargest(t, b, slices.Repeat([]float32{nan}, 600), 7)
	})
}

func checkLargest(t *testing.T, b *Backend, x []float32, k int) {
	t.Helper()
	least := b.KthLargest(x, k)
	var want []int32
	for i, v := range x {
		if v >= least || orderedKey(v) >= orderedKey(least) {
			want = append(want, int32(i))
		}
	}
	values, index := b.Largest([]float32{7}, []int32{9}, x, k)
	if len(values) != len(index) || values[0] != 7 || index[0] != 9 {
		t.Fatalf("%d of %d: %d values, %d indices, or what was there has changed", k, len(x), len(values), len(index))
	}
	for i, at := range index[1:] {
		if math.Float32bits(values[1+i]) != math.Float32bits(x[at]) {
			t.Fatalf("%d of %d: element %d is %v, not %v", k, len(x), at, x[at], values[1+i])
		}
	}
	got := slices.Clone(index[1:])
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d of %d: %d elements, want %d", k, len(x), len(got), len(want))
	}
}

package kernels

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
)

// byOrder compares in the order of KthLargest.
func byOrder(x, y float32) int { return cmp.Compare(orderedKey(x), orderedKey(y)) }

// sampledPlaces returns the places of n elements that limits looks at.
func sampledPlaces(n int) []int {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i)
	}
	var s selection
	s.limits(x, n) // with the lower limit past its end, the sample stays as it was drawn
	places := make([]int, sampleSize)
	for i, key := range s.sample {
		places[i] = int(fromOrderedKey(key))
	}
	return places
}

// selections returns n numbers of several kinds.
func selections(n int) map[string][]float32 {
	random := normal(n, 8)
	kinds := map[string][]float32{
		"normal":       random,
		"similar":      make([]float32, n),
		"equal":        slices.Repeat([]float32{-2.5}, n),
		"few values":   make([]float32, n),
		"zeros":        make([]float32, n),
		"odd":          make([]float32, n),
		"sorted":       slices.Clone(random),
		"sample above": slices.Clone(random),
		"sample below": slices.Clone(random),
	}
	for i, v := range random {
		kinds["similar"][i] = 0.5 + v/64
		kinds["few values"][i] = float32(math.Round(float64(v)))
		kinds["zeros"][i] = float32(math.Copysign(0, float64(v)))
	}
	kerneltest.Odd().Fill(kinds["odd"], portable.NewRand(9))
	slices.Sort(kinds["sorted"])
	if n >= sampled {
		for _, place := range sampledPlaces(n) {
			kinds["sample above"][place] = 100
			kinds["sample below"][place] = -100
		}
	}
	return kinds
}

func TestKthLargest(t *testing.T) {
	onAllBackends(t, func(t *testing.T) {
		for _, n := range []int{1, 2, few, few + 1, 1000, sampled - 1, sampled, sampled + aboveStretch - 1, 50_000} {
			for kind, x := range selections(n) {
				checkKthLargest(t, kind, x)
			}
		}
	})
}

func checkKthLargest(t *testing.T, kind string, x []float32) {
	n, before, sorted := len(x), slices.Clone(x), slices.Clone(x)
	slices.SortFunc(sorted, byOrder)
	for _, k := range []int{1, 2, n/12 + 1, n/2 + 1, n - 1, n} {
		if k < 1 || k > n {
			continue
		}
		if got, want := KthLargest(x, k), sorted[n-k]; byOrder(got, want) != 0 {
			t.Errorf("%s: %d-th largest of %d = %g, want %g", kind, k, n, got, want)
		}
	}
	if slices.CompareFunc(x, before, byOrder) != 0 {
		t.Errorf("%s: KthLargest changed its argument", kind)
	}
}

func TestKthLargestAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	x := normal(50_000, 10)
	if n := testing.AllocsPerRun(10, func() { KthLargest(x, 4095) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

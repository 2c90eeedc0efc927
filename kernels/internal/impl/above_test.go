package impl_test

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// aboveCases returns numbers and limits among which every order and sign occur.
func aboveCases() (x, limits []float32) {
	r := portable.NewRand(11)
	x, limits = make([]float32, 5*impl.AboveStretch), make([]float32, 100)
	kerneltest.Odd().Fill(x, r)
	kerneltest.Odd().Fill(limits, r)
	return x, append(limits, math.Float32frombits(math.MaxUint32), math.Float32frombits(math.MaxInt32))
}

func TestAboveMarksWhatIsAbove(t *testing.T) {
	x, limits := aboveCases()
	marks := make([]uint32, len(x)/32)
	for _, limit := range limits {
		impl.Generic.Above(marks, x, limit)
		for i, v := range x {
			word, bit := i/impl.AboveStretch*16+i%16, i%impl.AboveStretch/16
			if got, want := marks[word]>>bit&1 == 1, above(v, limit); got != want {
				t.Fatalf("element %d, %x, is above %x: %v", i, v, limit, got)
			}
		}
	}
}

func TestBackendsEqualInAbove(t *testing.T) {
	x, limits := aboveCases()
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		for i, limit := range limits {
			n := i % 6 * impl.AboveStretch
			shifted := kerneltest.Aligned(n + 16)[i%16:][:n]
			copy(shifted, x)
			want, got := make([]uint32, n/32), make([]uint32, n/32)
			impl.Generic.Above(want, shifted, limit)
			b.Above(got, shifted, limit)
			if !slices.Equal(got, want) {
				t.Errorf("%d elements above %x: %x, want %x", n, limit, got, want)
			}
		}
	})
}

// above reports whether x is above y, -0 being below +0 and NaNs beyond the
// infinities of their sign.
func above(x, y float32) bool { return key(x) > key(y) }

// key has the order of the numbers.
func key(v float32) int64 {
	u := math.Float32bits(v)
	if u>>31 == 1 {
		return -int64(u&^(1<<31)) - 1
	}
	return int64(u)
}

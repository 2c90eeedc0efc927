package kernels

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// KthLargest returns the k-th largest element of x, counting equal elements one
// by one; k = 1 is the maximum. It is exact and leaves x alone. The order is
// that of the numbers with -0 below +0 and NaNs beyond the infinities of their
// sign. It panics unless 1 <= k <= len(x).
//
// Two elements of a sample enclose the result, closely in all likelihood: the
// elements above each are marked and counted, and the few in between sorted out
// by histograms. Where the sample misleads it takes longer.
func KthLargest(x []float32, k int) float32 {
	if k < 1 || k > len(x) {
		panic(fmt.Sprintf("kernels: KthLargest: k = %d of %d elements", k, len(x)))
	}
	s := selectPool.Get().(*selection)
	defer selectPool.Put(s)
	s.keys = slices.Grow(s.keys[:0], len(x)+aboveStretch)
	if len(x) < sampled {
		for _, v := range x {
			s.keys = append(s.keys, orderedKey(v))
		}
		return fromOrderedKey(s.kthKey(s.keys, k, keyRange{0, maxKey}))
	}
	within := s.limits(x, k)
	k, within = s.gather(x, k, within)
	return fromOrderedKey(s.kthKey(s.keys, k, within))
}

// aboveStretch is the number of elements that are marked at once.
const aboveStretch = impl.AboveStretch

// sampled is the number of elements from which on a sample pays.
const sampled = 2048

// selection is the scratch of one call.
type selection struct {
	keys        []uint32                  // of the elements among which the result is
	over, under []uint32                  // marks for either limit, as the kernel Above orders them
	marks       [aboveStretch / 32]uint32 // of a single stretch
	rest        [aboveStretch]float32
	sample      [sampleSize]uint32
	counts      [1 << binBits]uint32
}

var selectPool = sync.Pool{New: func() any { return new(selection) }}

// keyRange is a range of keys, its ends included.
type keyRange struct{ low, high uint32 }

// gather collects the keys of the elements among which the k-th largest is:
// those within the range if it is there, else those on the side where it is. It
// returns the rank that it has among them, and their range.
func (s *selection) gather(x []float32, k int, within keyRange) (int, keyRange) {
	whole := len(x) / aboveStretch * aboveStretch
	s.fillRest(x[whole:])
	s.over = s.mark(s.over, x[:whole], fromOrderedKey(within.high))
	s.under = s.mark(s.under, x[:whole], fromOrderedKey(within.low))
	over, under := ones(s.over), ones(s.under)
	switch {
	case k <= over:
		s.over, s.under = s.under, s.over
		clear(s.over)
		within = keyRange{within.high, maxKey}
	case k <= under:
		k -= over
	default:
		s.over, s.under = s.under, s.over
		for i := range s.under {
			s.under[i] = ^uint32(0)
		}
		k -= under
		within = keyRange{0, within.low}
	}
	words := whole / 32
	s.collect(x, s.under[:words], s.over[:words])
	s.collect(s.rest[:], s.under[words:], s.over[words:])
	return k, within
}

// fillRest copies the last elements, less than a stretch, and fills up with the
// lowest key, which changes no rank.
func (s *selection) fillRest(x []float32) {
	for i := copy(s.rest[:], x); i < len(s.rest); i++ {
		s.rest[i] = fromOrderedKey(0)
	}
}

// mark returns the marks of the elements of x and of the rest above t, in place
// of those of another call.
func (s *selection) mark(marks []uint32, x []float32, t float32) []uint32 {
	words := len(x) / 32
	marks = slices.Grow(marks[:0], words+aboveStretch/32)[:words+aboveStretch/32]
	eachBlock(len(x), func(from, to int) { active.Above(marks[from/32:to/32], x[from:to], t) })
	active.Above(marks[words:], s.rest[:], t)
	return marks
}

// ones counts the marks.
func ones(marks []uint32) int {
	n := 0
	for _, w := range marks {
		n += bits.OnesCount32(w)
	}
	return n
}

// collect appends the keys of the elements of x with a mark in under and none in
// over, a pair of words at a time.
func (s *selection) collect(x []float32, under, over []uint32) {
	keys := s.keys
	for i := 0; i+1 < len(under); i += 2 {
		pair := uint64(under[i]&^over[i]) | uint64(under[i+1]&^over[i+1])<<32
		first := i/16*aboveStretch + i%16
		for ; pair != 0; pair &= pair - 1 {
			bit := bits.TrailingZeros64(pair)
			keys = append(keys, orderedKey(x[first+bit%32*16+bit/32]))
		}
	}
	s.keys = keys
}

package kernels

import (
	"math"
	"math/bits"
	"slices"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// orderedKey maps a float32 to an integer with the same order: its bits, the
// sign turned around, and the others if it is set.
func orderedKey(v float32) uint32 {
	u := math.Float32bits(v)
	return u ^ impl.KeyTurn(u)
}

func fromOrderedKey(key uint32) float32 {
	if key>>31 == 1 {
		return math.Float32frombits(key ^ 1<<31)
	}
	return math.Float32frombits(^key)
}

const maxKey = math.MaxUint32

const (
	sampleSize = 512
	binBits    = 10 // a histogram has 2^binBits bins
	few        = 12 // as many keys are sorted rather than counted
)

// limits returns a range of keys that in all likelihood holds the k-th largest
// element of x and little else: the places in a sample three standard deviations
// above and below where its rank would be.
func (s *selection) limits(x []float32, k int) keyRange {
	for i := range s.sample {
		// Multiples of the golden section spread evenly over x, and keep step with nothing in it.
		fraction := uint64(uint32(i) * 0x9e3779b9)
		s.sample[i] = orderedKey(x[fraction*uint64(len(x))>>32])
	}
	rank := float64(float64(k) / float64(len(x)) * sampleSize)
	margin := float64(3*math.Sqrt(rank*(1-float64(rank/sampleSize)))) + 1
	within := keyRange{0, maxKey}
	if above := int(rank - margin); above >= 1 {
		within.high = s.kthKey(append(s.keys, s.sample[:]...), above, keyRange{0, maxKey}) // a copy, where keys will be
	}
	if below := int(math.Ceil(rank + margin)); below <= sampleSize {
		within.low = s.kthKey(s.sample[:], below, keyRange{0, maxKey})
	}
	return within
}

// kthKey returns the k-th largest of keys, all of them within the range, and
// reorders them: a histogram finds the bin that the result is in, and only that
// bin's keys are looked at again.
func (s *selection) kthKey(keys []uint32, k int, within keyRange) uint32 {
	for len(keys) > few && within.low < within.high {
		shift := max(bits.Len32(within.high-within.low)-binBits, 0)
		clear(s.counts[:])
		for _, key := range keys {
			s.counts[(key-within.low)>>shift%(1<<binBits)]++
		}
		bin := (within.high - within.low) >> shift
		for ; k > int(s.counts[bin]); bin-- {
			k -= int(s.counts[bin])
		}
		within.low += bin << shift
		within.high = within.low + min(within.high-within.low, 1<<shift-1)
		n := 0
		for _, key := range keys {
			keys[n] = key
			if key-within.low <= within.high-within.low {
				n++
			}
		}
		keys = keys[:n]
	}
	if within.low == within.high {
		return within.low
	}
	slices.Sort(keys)
	return keys[len(keys)-k]
}

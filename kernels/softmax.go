package kernels

import (
	"math"
	"sync"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/portable"
)

// LogSumExp returns log Σ exp(s_j invTau), with the exact maximum taken out
// first, and -Inf for an empty s. invTau is 1/τ, the inverse temperature; it
// panics unless that is positive and finite. Any NaN in s makes it NaN, else any +Inf
// makes it +Inf; elements of -Inf add nothing, and where there are no others it is -Inf.
func LogSumExp(s []float32, invTau float32) float64 {
	checkInvTau("LogSumExp", invTau)
	m := Max(s)
	if math.IsInf(float64(m), 0) {
		return infinite(m, s)
	}
	buffer := blockPool.Get().(*[Block]float32)
	defer blockPool.Put(buffer)
	sum := sumBlocks(len(s), func(from, to int) float32 {
		return active.ExpSum(buffer[:to-from], s[from:to], m, invTau)
	})
	return logSumExp(m, invTau, sum)
}

var blockPool = sync.Pool{New: func() any { return new([Block]float32) }}

// SoftmaxWeights sets w_j = exp(s_j invTau) / Σ exp(s_k invTau), the weights with
// which an anchor's negatives share its gradient at temperature τ = 1/invTau
// (Wang and Liu 2021, eq. (5)), and returns the log-sum-exp. w may be s. It
// panics if the lengths differ or unless invTau is positive and finite. An element of -Inf
// has weight 0. With NaN or +Inf in s, or nothing but -Inf, there are no weights: all are
// NaN, and the log-sum-exp is that of [LogSumExp].
func SoftmaxWeights(w, s []float32, invTau float32) (lse float64) {
	return softmaxWeights(active, w, s, invTau)
}

// SoftmaxWeights is [SoftmaxWeights] on this backend.
func (b *Backend) SoftmaxWeights(w, s []float32, invTau float32) (lse float64) {
	return softmaxWeights(b.table, w, s, invTau)
}

func softmaxWeights(t *impl.Table, w, s []float32, invTau float32) (lse float64) {
	checkInvTau("SoftmaxWeights", invTau)
	sameLength("SoftmaxWeights", "w, s", len(w), len(s))
	m := greatest(t, s)
	if math.IsInf(float64(m), 0) {
		lse = infinite(m, s)
		for j := range w {
			w[j] = float32(math.NaN())
		}
		return lse
	}
	sum := expSum(t, w, s, m, invTau)
	scale(t, 1/float32(sum), w, w)
	return logSumExp(m, invTau, sum)
}

// infinite is the log-sum-exp of elements whose maximum m, NaNs aside, is infinite.
func infinite(m float32, s []float32) float64 {
	for _, v := range s {
		if v != v {
			return math.NaN()
		}
	}
	return float64(m)
}

// logSumExp returns the logarithm of a sum of exponentials that were taken
// relative to m: m/τ + log sum. The product is exact in float64.
func logSumExp(m, invTau float32, sum float64) float64 {
	return float64(float64(m)*float64(invTau)) + portable.Log(sum)
}

func checkInvTau(kernel string, invTau float32) {
	if !(invTau > 0) || math.IsInf(float64(invTau), 1) {
		panic("kernels: " + kernel + ": invTau is not positive and finite")
	}
}

package kernels

import (
	"math"
	"sync"

	"github.com/abc86604/temper/kernels/portable"
)

// LogSumExp returns log Σ exp(s_j invTau), with the exact maximum taken out
// first, and -Inf for an empty s. invTau is 1/τ, the inverse temperature; it
// panics unless invTau > 0. The elements of s must be finite.
func LogSumExp(s []float32, invTau float32) float64 { return active.LogSumExp(s, invTau) }

// LogSumExp is [LogSumExp] on this backend.
func (b *Backend) LogSumExp(s []float32, invTau float32) float64 {
	checkInvTau("LogSumExp", invTau)
	m := b.Max(s)
	buffer := blockPool.Get().(*[Block]float32)
	defer blockPool.Put(buffer)
	sum := sumBlocks(len(s), func(from, to int) float32 {
		return b.table.ExpSum(buffer[:to-from], s[from:to], m, invTau)
	})
	return logSumExp(m, invTau, sum)
}

var blockPool = sync.Pool{New: func() any { return new([Block]float32) }}

// SoftmaxWeights sets w_j = exp(s_j invTau) / Σ exp(s_k invTau), the weights with
// which an anchor's negatives share its gradient at temperature τ = 1/invTau
// (Wang and Liu 2021, eq. (5)), and returns the log-sum-exp. w may be s. It
// panics if the lengths differ or unless invTau > 0. The elements of s must be
// finite.
func SoftmaxWeights(w, s []float32, invTau float32) (lse float64) {
	return active.SoftmaxWeights(w, s, invTau)
}

// SoftmaxWeights is [SoftmaxWeights] on this backend.
func (b *Backend) SoftmaxWeights(w, s []float32, invTau float32) (lse float64) {
	checkInvTau("SoftmaxWeights", invTau)
	m := b.Max(s)
	sum := b.ExpSum(w, s, m, invTau)
	b.Scale(1/float32(sum), w, w)
	return logSumExp(m, invTau, sum)
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

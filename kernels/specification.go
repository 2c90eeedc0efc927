package kernels

import "github.com/abc86604/temper/kernels/internal/impl"

// The constants of this file belong to the specification, as do the numbers of lanes
// in internal/impl: sums break where what they count ends. Whoever changes one changes
// bits, and with them the golden hashes. Constants elsewhere change the speed alone.
const (
	// Block is the longest stretch that one call into assembly covers, in elements,
	// and the length of the blocks in which long sums are taken. Assembly cannot be
	// preempted: at this length a call stays within tens of microseconds.
	Block = impl.Block // 16384

	// gemmBlock is the number of terms that one accumulator of [Gemm] takes before
	// it is added to C.
	gemmBlock = impl.GemmBlock

	// longSum is the number of terms up to which [Gemm], [Dot] and [BLAS.Sgemv] add in
	// float32. In float32 alone a longer sum loses digits: of 10,000,000 terms of 0.1,
	// 4e-4; in blocks of gemmBlock added in float64 still 2.4e-6, each block being a
	// chain that rounds the same way again and again.
	longSum = Block

	// longChain is the number of terms of one accumulator in a longer sum, and
	// longStretch the number of terms whose chains are added in float32. The stretches
	// are added in float64. Of equal terms, whose roundings do not cancel, such a sum
	// lost 8.7e-7 at worst among 2,000 values, and 3e-7 in the mean.
	longChain   = 32
	longStretch = 32 * longChain // 1024

	// chainRows is how many rows one float32 chain of a column covers. Chains
	// are added in order in float64.
	chainRows = 256
)

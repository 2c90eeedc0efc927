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

	// chainRows is how many rows one float32 chain of a column covers. Chains
	// are added in order in float64.
	chainRows = 256
)

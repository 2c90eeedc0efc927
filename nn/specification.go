package nn

// The constants of this file belong to the specification: sums break where what they
// count ends. Whoever changes one changes bits, and with them the golden hashes.
// Constants elsewhere change the speed alone.
const (
	// taskPixels is the least number of pixels a task of a grid has, unless the
	// batch is smaller: enough work to be worth a task, few enough values to stay
	// in a core's cache.
	taskPixels = 1024

	// chunkPixels is how many output pixels of a task are gathered at once. It is
	// the number of terms in one block of kernels.Gemm, so that a weight gradient
	// is the same as if the whole task were one product.
	chunkPixels = 256
)

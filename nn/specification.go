package nn

// The constants of this file belong to the specification: sums break where what they
// count ends. Whoever changes one changes bits, and with them the golden hashes.
// Constants elsewhere change the speed alone. The sums within a range of images are
// those of package kernels/conv.
const (
	// rangeTasks is the number of ranges that a batch is cut into for the gradients of
	// a convolution's weights: enough for 64 cores. Those of few weights, which have not
	// more than fewWeights times in and out, are cut into manyRanges, which 16 to 64
	// cores share more evenly.
	rangeTasks = 64
	manyRanges = 128
	fewWeights = 32 * 64

	// rangePixels is the most output pixels that a range has, unless a group of images
	// has more: its sum is in float32.
	rangePixels = 1 << 14

	// narrowWeights is the greatest number of input times output channels of a narrow
	// convolution, of which each range has a gradient of its own.
	narrowWeights = 64 * 64

	// partChannels is the size of a part of a wide convolution's channels.
	partChannels = 64

	// linearRows is the number of rows that make a range of a linear layer.
	linearRows = 1024
)

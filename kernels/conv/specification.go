package conv

import "github.com/abc86604/temper/kernels/internal/impl"

// This file is the order of all sums of a convolution. It depends on the shape
// alone; whoever changes it changes bits, and with them the golden hashes. Constants
// elsewhere change the speed alone.
//
// A sum is cut into chains. A chain is fma(a, b, acc) from +0 in the order of its
// terms; a sum is its chains, each added to what was there by fma(1, chain, sum), the
// first to +0 (or, where a gradient is added to another, to that).
//
//   - Forward, direct: the terms of an output are the channel blocks in order, in each
//     the kernel's rows, its columns, and the 16 channels. [sumBlocks] channel blocks
//     make a chain. Images as they come are one block of all their channels, and with
//     more than [pixelTerms] terms a chain ends with each row of the kernel.
//   - Gradient of the input, direct: at stride 2 the pixels of each parity of row and
//     column meet taps of their own. The terms are the channel blocks of the output in
//     order, in each the taps by the row and then the column of the output they read,
//     and the 16 channels. Chains as before.
//   - Winograd, both ways: for each of the 16 positions the channels in order in chains
//     of [winogradTerms]; then the 2×2 pixels by the additions of impl.WinogradOutput.
//   - Gradient of the weights: the images of a batch are cut into ranges by the caller,
//     whose sums are added in float64 in the order of the ranges. In a range the images
//     come in groups ([Shape.Group]); in a group chains are stretches of output rows (or
//     of rows of tiles) of [gradientTerms] terms at most, unless a single row has more:
//     whole images if several fit, else rows of one image.
const (
	winogradTerms = impl.GemmBlock // 256
	gradientTerms = 128
	groupPixels   = 256
	pixelTerms    = 288
)

// sumBlocks is the number of channel blocks in a chain where each has so many taps:
// 288 terms for a 3×3 kernel, else 256.
func sumBlocks(taps int) int {
	if taps == 9 {
		return 2
	}
	return max(1, 16/taps)
}

// Group is the number of images whose gradients of the weights are summed together: as
// many as make chains worth while.
func (s Shape) Group() int { return max(1, groupPixels/(s.OutHeight()*s.OutWidth())) }

// A stretch is what one chain of a weight gradient covers: rows of output, or of tiles,
// of consecutive images.
type stretch struct{ image, images, row, rows int }

// cut appends to all the stretches of images of rows by cols terms, each of at most so
// many.
func cut(all []stretch, images, rows, cols, limit int) []stretch {
	if together := limit / (rows * cols); together > 0 {
		for i := 0; i < images; i += together {
			all = append(all, stretch{i, min(together, images-i), 0, rows})
		}
		return all
	}
	most := max(1, limit/cols)
	for i := range images {
		for r := 0; r < rows; r += most {
			all = append(all, stretch{i, 1, r, min(most, rows-r)})
		}
	}
	return all
}

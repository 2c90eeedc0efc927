package solve

import "github.com/abc86604/temper/kernels"

// The constants of this file belong to the specification: sums break where what
// they count ends, or one way of computing gives way to another. Whoever changes
// one changes bits, and with them the golden hashes. Constants elsewhere change the
// speed alone.
const (
	// longSum is the number of terms up to which a sum stays in float32. Longer ones
	// are cut into blocks of so many terms, combined in order in float64.
	longSum = kernels.Block
	// coldTau is the temperature up to which the exponents are taken relative to the
	// rows' own maxima. Above it 1 does: similarities of unit vectors are at most 1,
	// and exp(-2/τ) is still a normal float32.
	coldTau = 0.025

	// rowSpan is the multiple of elements that a row comes in where it is treated as a
	// tile.
	rowSpan = 16

	// onceEdge is the number of candidates that are met at once where they are met
	// once, and of anchors in a block.
	onceEdge = 128
	// onceSum and onceParts bound the candidates of a part from below and the number
	// of parts from above; no part has more than longSum.
	onceSum   = 4096
	onceParts = 64

	// panelRows is the most anchors a panel of rows has: one block of Gemm's sums.
	panelRows = 256
	// minPanelRows keeps products efficient against very many candidates.
	minPanelRows = 16
	// panelSize is the number of similarities a panel has at most, unless
	// minPanelRows asks for more.
	panelSize = 1 << 23

	// sparseShare is how many times as many candidates as kept negatives there must
	// be for products with the kept ones alone to pay.
	sparseShare = 4
	// sparseRows is the number of candidates that all anchors gather from before the
	// next: a stretch of [kernels.Largest].
	sparseRows = 512
)

// tileEdge is the number of rows in a block of n: small problems get enough
// blocks to share among threads, and tiles of the others stay in the L2 cache
// with what they are multiplied by.
func tileEdge(n int) int {
	if n <= 512 {
		return 64
	}
	return 128
}

// groupBlocks is the number of neighbouring blocks of n rows that meet the same
// others one after the other, so that a tile finds one of its blocks in the caches:
// the more rows, the further away are those that it does not. It decides the order
// of sums.
func groupBlocks(n int) int {
	switch {
	case n <= 2048:
		return 1
	case n < 8192:
		return 2
	}
	return 4
}

// partOf is the number of candidates in a part of n, where parts have sums of
// their own.
func partOf(n int) int {
	even := (n + onceParts - 1) / onceParts
	even = (even + onceEdge - 1) / onceEdge * onceEdge
	return min(max(even, onceSum), longSum)
}

// panelCount is the number of panels that m anchors with n candidates are cut
// into, which is as evenly as possible.
func panelCount(m, n int) int {
	most := min(panelRows, max(minPanelRows, panelSize/n))
	return (m + most - 1) / most
}

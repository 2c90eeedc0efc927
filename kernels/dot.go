package kernels

// Dot returns Σ x_j y_j: 64 lanes of fused multiply-adds and their halving tree.
// It panics if the lengths differ. An empty sum is +0.
func Dot(x, y []float32) float32 { return dot(x, y) }

// Dot is [Dot] on this backend.
func (b *Backend) Dot(x, y []float32) float32 {
	sameLength("Dot", "x, y", len(x), len(y))
	return float32(sumBlocks(len(x), func(from, to int) float32 { return b.dot(x[from:to], y[from:to]) }))
}

package kernels

// Sum returns Σ x_j: 64 lanes and their halving tree. An empty sum is +0.
func Sum(x []float32) float32 {
	return float32(sumBlocks(len(x), func(from, to int) float32 { return active.Sum(x[from:to]) }))
}

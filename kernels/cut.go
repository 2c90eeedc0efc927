package kernels

// sumBlocks calls f for each block of [0, n) in order and adds the results in
// float64. A single block's result keeps its bits, the sign of zero included.
func sumBlocks(n int, f func(from, to int) float32) float64 {
	if n <= Block {
		return float64(f(0, n))
	}
	total := 0.0
	for from := 0; from < n; from += Block {
		total += float64(f(from, min(from+Block, n)))
	}
	return total
}

// eachBlock calls f for each block of [0, n) in order. Most slices have a single
// one, which needs no cutting.
func eachBlock(n int, f func(from, to int)) {
	if n <= Block {
		f(0, n)
		return
	}
	for from := 0; from < n; from += Block {
		f(from, min(from+Block, n))
	}
}

package impl

// gatherSumGeneric finds row i of x, as wide as dst, i·ld elements on.
func gatherSumGeneric(dst, x []float32, ld int, index []int32, w []float32) {
	for t, i := range index {
		for k, v := range x[int(i)*ld:][:len(dst)] {
			dst[k] = FMA(w[t], v, dst[k])
		}
	}
}

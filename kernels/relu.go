package kernels

// ReLU sets dst_j = x_j if x_j > 0 and +0 otherwise, NaN included. dst may be x.
// It panics if the lengths differ.
func ReLU(dst, x []float32) {
	sameLength("ReLU", "dst, x", len(dst), len(x))
	eachBlock(len(x), func(from, to int) { active.ReLU(dst[from:to], x[from:to]) })
}

// ReLUBackward sets dx_j = dy_j if y_j > 0 and +0 otherwise, where y is the
// input or the output of the forward pass. dx may be dy or y. It panics if the
// lengths differ.
func ReLUBackward(dx, dy, y []float32) {
	sameLength("ReLUBackward", "dx, dy, y", len(dx), len(dy), len(y))
	eachBlock(len(dy), func(from, to int) { active.ReLUBackward(dx[from:to], dy[from:to], y[from:to]) })
}

package kernels

func reluGeneric(dst, x []float32) {
	for j, v := range x {
		dst[j] = greater(v, 0)
	}
}

func reluBackwardGeneric(dx, dy, y []float32) {
	for j, v := range y {
		if v > 0 {
			dx[j] = dy[j]
		} else {
			dx[j] = 0
		}
	}
}

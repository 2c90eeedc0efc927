package impl

func reLUGeneric(dst, x []float32) {
	for j, v := range x {
		dst[j] = Greater(v, 0)
	}
}

func reLUBackwardGeneric(dx, dy, y []float32) {
	for j, v := range y {
		if v > 0 {
			dx[j] = dy[j]
		} else {
			dx[j] = 0
		}
	}
}

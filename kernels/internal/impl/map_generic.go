package impl

func axpyGeneric(alpha float32, x, y []float32) {
	for j := range x {
		y[j] = FMA(alpha, x[j], y[j])
	}
}

func scaleGeneric(alpha float32, dst, x []float32) {
	for j := range x {
		dst[j] = alpha * x[j]
	}
}

func divideGeneric(dst, x []float32, by float32) {
	for j := range x {
		dst[j] = x[j] / by
	}
}

func addGeneric(dst, x, y []float32) {
	for j := range x {
		dst[j] = x[j] + y[j]
	}
}

func mulGeneric(dst, x, y []float32) {
	for j := range x {
		dst[j] = x[j] * y[j]
	}
}

package kernels

func dotGeneric(x, y []float32) float32 {
	var lanes [64]float32
	for j := range x {
		lanes[j&63] = fma(x[j], y[j], lanes[j&63])
	}
	return tree(lanes[:])
}

package kernels

func sumGeneric(x []float32) float32 {
	var lanes [64]float32
	for j, v := range x {
		lanes[j&63] += v
	}
	return tree(lanes[:])
}

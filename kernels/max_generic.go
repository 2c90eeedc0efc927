package kernels

import "math"

func maxGeneric(x []float32) float32 {
	var lanes [64]float32
	for i := range lanes {
		lanes[i] = float32(math.Inf(-1))
	}
	for j, v := range x {
		lanes[j&63] = greater(v, lanes[j&63])
	}
	for half := 32; half > 0; half /= 2 {
		for i := range half {
			lanes[i] = greater(lanes[i+half], lanes[i])
		}
	}
	return lanes[0]
}

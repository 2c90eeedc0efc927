package impl

import "math"

func maxGeneric(x []float32) float32 {
	var lanes [SumLanes]float32
	for i := range lanes {
		lanes[i] = float32(math.Inf(-1))
	}
	for j, v := range x {
		lanes[j%SumLanes] = Greater(v, lanes[j%SumLanes])
	}
	return greatest(lanes[:])
}

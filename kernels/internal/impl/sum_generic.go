package impl

func sumGeneric(x []float32) float32 {
	var lanes [SumLanes]float32
	for j, v := range x {
		lanes[j%SumLanes] += v
	}
	return tree(lanes[:])
}

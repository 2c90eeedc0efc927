package impl

func dotGeneric(x, y []float32) float32 {
	var lanes [SumLanes]float32
	for j := range x {
		lanes[j%SumLanes] = FMA(x[j], y[j], lanes[j%SumLanes])
	}
	return tree(lanes[:])
}

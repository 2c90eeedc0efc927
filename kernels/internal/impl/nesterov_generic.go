package impl

func nesterovGeneric(w, v, g []float32, lr, momentum, decay float32) {
	for j := range w {
		d := FMA(decay, w[j], g[j])
		v[j] = FMA(momentum, v[j], d)
		w[j] = FMA(-lr, FMA(momentum, v[j], d), w[j])
	}
}

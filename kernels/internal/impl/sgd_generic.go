package impl

func sgdGeneric(w, v, g []float32, lr, momentum, decay float32) {
	for j := range w {
		d := FMA(decay, w[j], g[j])
		v[j] = FMA(momentum, v[j], d)
		w[j] = FMA(-lr, v[j], w[j])
	}
}

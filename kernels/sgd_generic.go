package kernels

func sgdGeneric(w, v, g []float32, lr, momentum, decay float32) {
	for j := range w {
		d := fma(decay, w[j], g[j])
		v[j] = fma(momentum, v[j], d)
		w[j] = fma(-lr, v[j], w[j])
	}
}

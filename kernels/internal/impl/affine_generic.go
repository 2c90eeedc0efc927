package impl

func affineGeneric(dst, x, scale, shift []float32) {
	for r := 0; r < len(x); r += len(scale) {
		for c := range scale {
			dst[r+c] = FMA(x[r+c], scale[c], shift[c])
		}
	}
}

func affineSumGeneric(dst, x, y, a, b, c []float32) {
	for r := 0; r < len(x); r += len(a) {
		for j := range a {
			dst[r+j] = FMA(x[r+j], a[j], FMA(y[r+j], b[j], c[j]))
		}
	}
}

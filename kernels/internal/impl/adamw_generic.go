package impl

import "math"

func adamWGeneric(w, m, v, g []float32, rate, decay, beta1, beta2, scale, epsilon float32) {
	rest1, rest2 := 1-beta1, 1-beta2
	for j := range w {
		m[j] = FMA(beta1, m[j], rest1*g[j])
		v[j] = FMA(beta2, v[j], float32(rest2*g[j])*g[j])
		// The root of a float32, taken in float64 and rounded again, is the correctly rounded one.
		root := float32(math.Sqrt(float64(v[j])))
		w[j] = FMA(-rate, m[j]/FMA(root, scale, epsilon), FMA(-decay, w[j], w[j]))
	}
}

package kernels

// SGD takes one step of stochastic gradient descent with momentum and weight
// decay on the weights w, with velocities v and gradients g:
//
//	d = fma(decay, w, g);  v = fma(momentum, v, d);  w = fma(-lr, v, w)
//
// g is not changed. It panics if the lengths differ.
func SGD(w, v, g []float32, lr, momentum, decay float32) {
	sameLength("SGD", "w, v, g", len(w), len(v), len(g))
	eachBlock(len(w), func(from, to int) { active.SGD(w[from:to], v[from:to], g[from:to], lr, momentum, decay) })
}

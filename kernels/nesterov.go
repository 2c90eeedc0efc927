package kernels

// Nesterov is [SGD] with Nesterov's momentum in the form of Sutskever et al.
// ("On the importance of initialization and momentum in deep learning", ICML
// 2013) that PyTorch has: the weights move by what the velocity will be if the
// gradient stays.
//
//	d = fma(decay, w, g);  v = fma(momentum, v, d);  w = fma(-lr, fma(momentum, v, d), w)
//
// g is not changed, and none of w, v and g may overlap. It panics if the lengths
// differ.
func Nesterov(w, v, g []float32, lr, momentum, decay float32) {
	sameLength("Nesterov", "w, v, g", len(w), len(v), len(g))
	eachBlock(len(w), func(from, to int) { active.Nesterov(w[from:to], v[from:to], g[from:to], lr, momentum, decay) })
}

package kernels

// AdamWFactors are the numbers of one step of [AdamW], number t counted from 1.
type AdamWFactors struct {
	Rate    float32 // lr / (1 - beta1^t), lr being the learning rate
	Decay   float32 // lr times the weight decay
	Beta1   float32 // how much of the mean stays, in [0, 1)
	Beta2   float32 // how much of the mean square stays, in [0, 1)
	Scale   float32 // 1 / sqrt(1 - beta2^t)
	Epsilon float32 // added to the root of the mean square, above 0
}

// AdamW takes one step of Adam with decoupled weight decay (I. Loshchilov and
// F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019) on the weights
// w, with running means m of the gradients g and v of their squares, in the form
// of PyTorch:
//
//	m = fma(Beta1, m, (1-Beta1) g)
//	v = fma(Beta2, v, ((1-Beta2) g) g)
//	w = fma(-Rate, m / fma(sqrt(v), Scale, Epsilon), fma(-Decay, w, w))
//
// g is not changed, and none of w, m, v and g may overlap. It panics if the
// lengths differ.
func AdamW(w, m, v, g []float32, f AdamWFactors) {
	sameLength("AdamW", "w, m, v", len(w), len(m), len(v))
	sameLength("AdamW", "w, g", len(w), len(g))
	eachBlock(len(w), func(from, to int) {
		active.AdamW(w[from:to], m[from:to], v[from:to], g[from:to], f.Rate, f.Decay, f.Beta1, f.Beta2, f.Scale, f.Epsilon)
	})
}

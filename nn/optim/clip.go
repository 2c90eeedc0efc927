package optim

import (
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn"
)

// ClipNorm scales the gradients of params down together so that their Euclidean norm, that
// of all values of all of them, is at most a positive number (Pascanu et al. 2013, "On the
// difficulty of training recurrent neural networks", algorithm 1). It returns the norm that
// they had. Gradients that are smaller stay as they are, to the bit, and so do those whose
// norm is a NaN or an infinity. Params without gradients are passed over. threads 0 means
// one, and any number gives the same bits.
func ClipNorm(threads int, params []*nn.Param, most float64) (norm float64) {
	trained := slices.DeleteFunc(slices.Clone(params), func(p *nn.Param) bool { return p.Grad == nil })
	all := stretches(trained)
	squares := make([]float32, len(all))
	parallel.For(threads, len(all), func(i int) {
		g := all[i].of(trained[all[i].param].Grad)
		squares[i] = kernels.Dot(g, g)
	})
	var sum float64
	for _, s := range squares {
		sum += float64(s)
	}
	norm = math.Sqrt(sum)
	if !(norm > most) || math.IsInf(norm, 1) {
		return norm
	}
	scale := float32(most / norm)
	parallel.For(threads, len(all), func(i int) {
		g := all[i].of(trained[all[i].param].Grad)
		kernels.Scale(scale, g, g)
	})
	return norm
}

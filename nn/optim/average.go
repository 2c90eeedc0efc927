package optim

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn"
)

// Average moves dst towards src: dst = keep·dst + (1-keep)·src for every value, with
// keep in [0, 1]. Called after every step it makes dst the exponential moving average
// of src. dst and src are lists of as many parameters of the same sizes, with or without
// gradients; it panics if they are not. threads 0 means one.
func Average(threads int, dst, src []*nn.Param, keep float64) {
	if len(dst) != len(src) {
		panic(fmt.Sprintf("optim: Average: %d parameters follow %d", len(dst), len(src)))
	}
	for i, p := range dst {
		if len(p.Value) != len(src[i].Value) {
			panic(fmt.Sprintf("optim: Average: %s of %d values follows %s of %d", p.Name, len(p.Value), src[i].Name, len(src[i].Value)))
		}
	}
	old := float32(keep)
	all := stretches(dst)
	parallel.For(threads, len(all), func(i int) {
		s := all[i]
		value := s.of(dst[s.param].Value)
		kernels.Scale(old, value, value)
		kernels.Axpy(1-old, s.of(src[s.param].Value), value)
	})
}

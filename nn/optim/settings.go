package optim

import (
	"fmt"
	"math"
	"strings"

	"github.com/abc86604/temper/nn"
)

// Settings choose an optimiser and its numbers. Zero is a value: the defaults are those
// of the tags, and filled in by whoever reads settings.
type Settings struct {
	Optimiser   string  `json:"optimiser" default:"sgd" choices:"sgd,nesterov,adamw" help:"what moves the weights"`
	Momentum    float64 `json:"momentum" default:"0.9" range:"[0,1)" help:"momentum of sgd and nesterov"`
	Beta1       float64 `json:"beta1" default:"0.9" range:"[0,1)" help:"how much adamw keeps of the mean of the gradients"`
	Beta2       float64 `json:"beta2" default:"0.999" range:"[0,1)" help:"how much adamw keeps of the mean of their squares"`
	Epsilon     float64 `json:"epsilon" default:"1e-08" range:"(0,)" help:"what adamw adds to the root of the mean square"`
	WeightDecay float64 `json:"weight_decay" default:"0.0005" range:"[0,)" help:"weight decay, of weights and not of norms and biases"`
}

// Names returns the names of the optimisers, for Settings.Optimiser.
func Names() []string { return []string{"sgd", "nesterov", "adamw"} }

// New returns the optimiser that s names. A name that is unknown and a number that the
// optimiser cannot use are errors; numbers that it does not use may be anything.
func New(params []*nn.Param, s Settings) (Optimiser, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	switch s.Optimiser {
	case "sgd":
		return NewSGD(params, s.Momentum, s.WeightDecay), nil
	case "nesterov":
		return NewNesterov(params, s.Momentum, s.WeightDecay), nil
	case "adamw":
		return NewAdamW(params, AdamWOptions{Beta1: s.Beta1, Beta2: s.Beta2, Epsilon: s.Epsilon, WeightDecay: s.WeightDecay}), nil
	}
	return nil, fmt.Errorf("unknown optimiser %q, want one of %s", s.Optimiser, strings.Join(Names(), ", "))
}

// check returns an error that names a number which the optimiser cannot use. What counts
// is the float32 that it becomes: a share of 1 - 1e-9 would be one of 1.
func (s Settings) check() error {
	share := func(x float64) bool { return x >= 0 && float32(x) < 1 }
	adamW := s.Optimiser == "adamw"
	for _, n := range []struct {
		name       string
		value      float64
		used, fits bool
		want       string
	}{
		{"momentum", s.Momentum, !adamW, share(s.Momentum), "from 0 to below 1"},
		{"beta1", s.Beta1, adamW, share(s.Beta1), "from 0 to below 1"},
		{"beta2", s.Beta2, adamW, share(s.Beta2), "from 0 to below 1"},
		{"epsilon", s.Epsilon, adamW, float32(s.Epsilon) > 0 && s.Epsilon <= math.MaxFloat32, "above 0"},
		{"weight_decay", s.WeightDecay, true, s.WeightDecay >= 0 && s.WeightDecay <= math.MaxFloat32, "from 0"},
	} {
		if n.used && !n.fits {
			return fmt.Errorf("%s %v, want a float32 %s", n.name, n.value, n.want)
		}
	}
	return nil
}

package optim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// all has a setting for every optimiser, of numbers that are not the defaults.
var all = []Settings{
	{Optimiser: "sgd", Momentum: 0.8, WeightDecay: 0.01},
	{Optimiser: "nesterov", Momentum: 0.8, WeightDecay: 0.01},
	{Optimiser: "adamw", Beta1: 0.85, Beta2: 0.99, Epsilon: 1e-6, WeightDecay: 0.01},
}

func newOptimiser(t *testing.T, params []*nn.Param, s Settings) Optimiser {
	t.Helper()
	o, err := New(params, s)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// param returns a parameter of zeros.
func param(name string, n int, decay bool) *nn.Param {
	return &nn.Param{Name: name, Shape: []int{n}, Value: make([]float32, n), Grad: make([]float32, n), Decay: decay}
}

// network returns parameters of several stretches, of a few values and of none, with a
// statistic among them.
func network() []*nn.Param {
	params := []*nn.Param{
		param("conv", 2*stretchValues+77, true), param("norm", 19, false), param("mean", 19, false),
		param("none", 0, true), param("head", 333, true),
	}
	for i, p := range params {
		normal(p.Value, 1, uint64(i))
	}
	params[2].Grad = nil
	return params
}

// walk takes steps from (inclusive) to to (exclusive).
func walk(o Optimiser, params []*nn.Param, from, to, threads int) {
	for step := from; step < to; step++ {
		for i, p := range params {
			normal(p.Grad, 2, uint64(step), uint64(i))
		}
		o.Step(threads, 0.1/float64(1+step))
	}
}

func normal(x []float32, keys ...uint64) {
	r := portable.NewRand(keys...)
	for j := range x {
		x[j] = float32(r.Normal())
	}
}

// fingerprint hashes parameters and what the optimiser knows.
func fingerprint(o Optimiser, params []*nn.Param) string {
	ts := o.State()
	for _, p := range params {
		ts = append(ts, safetensors.Tensor{Data: p.Value})
	}
	h := sha256.New()
	if err := safetensors.WriteBody(h, ts); err != nil {
		panic(err) // a hash takes every byte
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func TestThreadsGiveTheSameBits(t *testing.T) {
	for _, s := range all {
		want := ""
		for _, threads := range []int{0, 1, 2, 5} {
			params := network()
			o := newOptimiser(t, params, s)
			walk(o, params, 0, 3, threads)
			got := fingerprint(o, params)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s: other bits at %d threads", s.Optimiser, threads)
			}
		}
	}
}

// What an optimiser knows goes through its State, into another one's.
func TestStateGoesOn(t *testing.T) {
	for _, s := range all {
		params := network()
		o := newOptimiser(t, params, s)
		walk(o, params, 0, 3, 1)

		others := network()
		other := newOptimiser(t, others, s)
		for i, p := range params {
			copy(others[i].Value, p.Value)
		}
		into := other.State()
		for i, from := range o.State() {
			if from.Name != into[i].Name || !slices.Equal(from.Shape, into[i].Shape) || len(from.Data) != len(into[i].Data) {
				t.Fatalf("%s: tensor %d is %s %v, then %s %v", s.Optimiser, i, from.Name, from.Shape, into[i].Name, into[i].Shape)
			}
			copy(into[i].Data, from.Data)
		}

		walk(o, params, 3, 6, 1)
		walk(other, others, 3, 6, 1)
		if fingerprint(o, params) != fingerprint(other, others) {
			t.Errorf("%s: other bits after going on", s.Optimiser)
		}
	}
}

func TestStateNames(t *testing.T) {
	params := []*nn.Param{param("a", 2, true), param("b", 3, false), {Name: "statistic", Shape: []int{4}, Value: make([]float32, 4)}}
	for i, want := range []string{
		"momentum.a[2] momentum.b[3] ",
		"momentum.a[2] momentum.b[3] ",
		"adam.mean.a[2] adam.mean.b[3] adam.square.a[2] adam.square.b[3] adam.steps[2] ",
	} {
		got := ""
		for _, ts := range newOptimiser(t, params, all[i]).State() {
			got += fmt.Sprintf("%s%v ", ts.Name, ts.Shape)
		}
		if got != want {
			t.Errorf("%s: state %s, want %s", all[i].Optimiser, got, want)
		}
	}
}

// Params are moved wherever their values lie at the time of a step, statistics not at all.
func TestStepMovesParameters(t *testing.T) {
	for _, s := range all {
		params := network()
		o := newOptimiser(t, params, s)
		old := make([][]float32, len(params))
		for i, p := range params {
			old[i] = p.Value
			p.Value = slices.Clone(p.Value)
		}
		walk(o, params, 0, 1, 2)
		for i, p := range params {
			for j, v := range p.Value {
				if moved := v != old[i][j]; moved != (p.Grad != nil) {
					t.Fatalf("%s: %s[%d] went from %v to %v", s.Optimiser, p.Name, j, old[i][j], v)
				}
			}
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	for _, s := range all {
		params := network()
		o := newOptimiser(t, params, s)
		for _, threads := range []int{1, 2} {
			if n := testing.AllocsPerRun(20, func() { o.Step(threads, 0.01) }); n >= 1 {
				t.Errorf("%s allocates %v times at %d threads", s.Optimiser, n, threads)
			}
		}
	}
}

// SGD and Nesterov are their kernels on every parameter as a whole.
func TestSGDIsTheKernel(t *testing.T) {
	for i, kernel := range []func(w, v, g []float32, lr, momentum, decay float32){kernels.SGD, kernels.Nesterov} {
		params, plain := network(), network()
		velocity := zeros(plain)
		o := newOptimiser(t, params, all[i])
		for step := range 3 {
			walk(o, params, step, step+1, 2)
			for k, p := range plain {
				if p.Grad == nil {
					continue
				}
				decay := float32(0)
				if p.Decay {
					decay = 0.01
				}
				kernel(p.Value, velocity[k], params[k].Grad, float32(0.1/float64(1+step)), 0.8, decay)
			}
		}
		for k := range params {
			if !slices.Equal(params[k].Value, plain[k].Value) {
				t.Errorf("%s: %s differs", all[i].Optimiser, params[k].Name)
			}
		}
	}
}

// The hashes are those of every machine.
func TestGolden(t *testing.T) {
	for i, want := range []string{"7860d3fcf0108f73", "4b75b830a3309448", "c00e3756836f74a3"} {
		params := []*nn.Param{param("weight", 517, true), param("bias", 31, false)}
		for k, p := range params {
			normal(p.Value, 1, uint64(k))
		}
		o := newOptimiser(t, params, all[i])
		walk(o, params, 0, 100, 2)
		if got := fingerprint(o, params); got != want {
			t.Errorf("%s: hash %s, want %s", all[i].Optimiser, got, want)
		}
	}
}

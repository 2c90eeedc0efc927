package train

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/optim"
)

// optimised are trainers by every optimiser and with what is learned beside the weights.
func optimised(t *testing.T, optimiser string, negatives Negatives) *Trainer {
	trainer := newSmallResNet(t, negatives)
	trainer.Optimiser, trainer.Schedule = optimiser, CosineSchedule
	if optimiser == "adamw" {
		trainer.LR, trainer.WeightDecay, trainer.Beta2 = 0.003, 0.1, 0.98
	}
	if negatives == InBatch {
		trainer.Loss, trainer.TauSchedule = loss.SigLIP{Tau: 0.1, Bias: -3}, LearnableTau
	}
	return trainer
}

func TestResumeByOptimiser(t *testing.T) {
	ends := make(map[string]string)
	for _, optimiser := range optim.Names() {
		for _, negatives := range []Negatives{Bank, InBatch} {
			whole := optimised(t, optimiser, negatives)
			mustTrain(t, whole)
			name := fmt.Sprintf("%s, %s", optimiser, negatives)
			if other := ends[stateOf(whole.Encoder)]; other != "" {
				t.Errorf("%s ends where %s does", name, other)
			}
			ends[stateOf(whole.Encoder)] = name
			for _, steps := range []int{1, 6} {
				first := optimised(t, optimiser, negatives)
				first.Dir = filepath.Join(t.TempDir(), "run")
				if err := first.Train(cancelAt(first, steps)); err == nil {
					t.Fatal("not interrupted")
				}
				second, err := Resume(first.Dir, first.Source)
				if err != nil {
					t.Fatal(err)
				}
				mustTrain(t, second)
				if fingerprint(second) != fingerprint(whole) {
					t.Errorf("%s: other bits when resumed after step %d", name, steps)
				}
			}
		}
	}
}

// A step by setting is one of the optimiser that anybody makes of package optim.
func TestStepByOptimiser(t *testing.T) {
	for _, optimiser := range optim.Names() {
		trainer := optimised(t, optimiser, InBatch)
		trainer.Warmup, trainer.LR, trainer.TauMin = 0, 1e-4, 1e-3 // so that no temperature is held
		r := mustBegin(t, trainer)
		learned := r.temperature.params()
		byHand := trainer.Encoder.Clone()
		params := byHand.Params()
		for _, p := range learned {
			copied := *p
			copied.Value = slices.Clone(p.Value)
			params = append(params, &copied)
		}
		o, err := optim.New(params, trainer.Settings.Settings)
		if err != nil {
			t.Fatal(err)
		}
		order := r.order()
		for step := range 3 {
			if err := r.step(t.Context(), order[6*step:][:6], make([]int, 6)); err != nil {
				t.Fatal(err)
			}
			for i, p := range append(trainer.Encoder.Params(), learned...) {
				params[i].Grad = p.Grad
			}
			o.Step(1, r.rates().rate(step))
		}
		if safetensors.Digest(paramTensors(params)) != learnedValues(trainer.Encoder, learned) {
			t.Errorf("%s: other weights than by hand", optimiser)
		}
		if got, want := safetensors.Digest(r.optimiser.State()), safetensors.Digest(o.State()); got != want {
			t.Errorf("%s: another state than by hand", optimiser)
		}
		prefix := map[string]string{"sgd": "momentum.", "nesterov": "momentum.", "adamw": "adam."}[optimiser]
		names := 0
		for _, x := range r.tensors() {
			if strings.HasPrefix(x.Name, prefix) {
				names++
			}
		}
		if names != len(o.State()) {
			t.Errorf("%s: %d tensors called %s, want %d", optimiser, names, prefix, len(o.State()))
		}
	}
}

// learnedValues is a digest of all that the optimiser moves.
func learnedValues(e *nn.Encoder, learned []*nn.Param) string {
	return safetensors.Digest(paramTensors(append(e.Params(), learned...)))
}

// Numbers of an optimiser that float32 has no room for are errors before training.
func TestOptimiserIsChecked(t *testing.T) {
	for want, change := range map[string]func(*Trainer){
		"momentum":         func(t *Trainer) { t.Momentum = 1 - 1e-12 },
		"beta1":            func(t *Trainer) { t.Optimiser, t.Beta1 = "adamw", 1-1e-12 },
		"beta2 2: want":    func(t *Trainer) { t.Beta2 = 2 },
		"epsilon":          func(t *Trainer) { t.Optimiser, t.Epsilon = "adamw", 1e-300 },
		"epsilon 0: want":  func(t *Trainer) { t.Epsilon = 0 },
		`optimiser "SGD":`: func(t *Trainer) { t.Optimiser = "SGD" },
	} {
		trainer := newSmall(t, Bank)
		trainer.Dir = filepath.Join(t.TempDir(), "run")
		change(trainer)
		wantError(t, want, trainer.Train(t.Context()), want)
	}
}

package train

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/optim"
)

// taus trains and returns the temperature of every step.
func taus(t *testing.T, trainer *Trainer) []float64 {
	t.Helper()
	var all []float64
	observer(trainer).OnStep = func(s Step) { all = append(all, s.Tau) }
	mustTrain(t, trainer)
	return all
}

// There are four steps an epoch.
func TestCosineTau(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.Epochs, trainer.TauSchedule, trainer.TauMax, trainer.TauPeriod = 4, CosineTau, 0.9, 1.5
	got := taus(t, trainer)
	if len(got) != 16 {
		t.Fatalf("%d steps", len(got))
	}
	for step, tau := range got {
		epochs := float64(step) / 4
		if want := 0.2 + (0.9-0.2)/2*(1+math.Cos(2*math.Pi*epochs/1.5)); math.Abs(tau-want) > 1e-15 {
			t.Errorf("step %d: τ = %v, want %v", step, tau, want)
		}
	}
	if got[0] != 0.9 || got[3] != 0.2 || got[6] != 0.9 {
		t.Errorf("τ = %v, %v and %v after 0, ½ and 1 periods, want 0.9, 0.2 and 0.9 exactly", got[0], got[3], got[6])
	}
	trainer.TauPeriod = 1e-3
	if tau := newTemperature(trainer).cosine(1e6); !(math.Abs(tau-0.9) <= 1e-6) {
		t.Errorf("τ = %v after 10⁹ periods, want 0.9", tau)
	}
	if h := trainer.run.at.History; h[0].Tau != got[3] || h[3].Tau != got[15] {
		t.Errorf("the epochs tell %v and %v, the last steps were at %v and %v", h[0].Tau, h[3].Tau, got[3], got[15])
	}
}

func TestTauDefaults(t *testing.T) {
	for epochs, period := range map[int]float64{50: 50, 1000: 200} {
		trainer := newTrainer(t, "mlp", Bank)
		trainer.Epochs, trainer.TauSchedule = epochs, CosineTau
		s, err := trainer.settled()
		if err != nil || s.TauMax != 1 || s.TauPeriod != period {
			t.Errorf("%d epochs: up to %v with a period of %v, %v", epochs, s.TauMax, s.TauPeriod, err)
		}
	}
	trainer := newTrainer(t, "mlp", Bank)
	trainer.TauSchedule = LearnableTau
	if s, err := trainer.settled(); err != nil || s.TauMin != 0.01 || s.TauMax != 1 {
		t.Errorf("learnable: from %v up to %v, %v", s.TauMin, s.TauMax, err)
	}
}

// A step with values for which every product and sum is exact: the weight decay
// must leave what is learned alone.
func TestLearnedStep(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.TauSchedule, trainer.Loss = LearnableTau, loss.SigLIP{Tau: 1, Bias: -10}
	trainer.TauMin, trainer.TauMax = 0.01, 2
	m := newTemperature(trainer)
	o := optim.NewSGD(m.params(), 0.5, 0.25)
	step := func(logScale, bias float64) {
		m.take(loss.Result{Scalars: loss.Scalars{LogScale: logScale, Bias: bias}})
		o.Step(1, 0.5)
		m.hold()
	}
	step(-2, 4) // velocities -2 and 4
	step(-1, 0) // -2 and 2
	l, err := m.lossAt(2)
	if err != nil {
		t.Fatal(err)
	}
	p := l.(loss.SigLIP)
	if scale := m.params()[0].Value[0]; scale != 2 || math.Abs(p.Tau-math.Exp(-2)) > 1e-16 || p.Bias != -13 {
		t.Errorf("log scale %v, %+v, want 2, exp(-2) and -13", scale, p)
	}
	step(-64, 0)
	if l, err = m.lossAt(3); err != nil {
		t.Fatal(err)
	}
	if p = l.(loss.SigLIP); math.Abs(p.Tau-0.01) > 1e-9 {
		t.Errorf("τ = %v after a huge step, want 0.01", p.Tau)
	}
	step(1000, 0)
	if l, err = m.lossAt(4); err != nil {
		t.Fatal(err)
	}
	if p = l.(loss.SigLIP); math.Abs(p.Tau-2) > 1e-6 {
		t.Errorf("τ = %v after a huge step up, want 2", p.Tau)
	}
}

// A temperature that begins too high must fall, one that begins too low must
// rise, and SigLIP's bias, learned with it, must move.
func TestLearnableTauMoves(t *testing.T) {
	for _, c := range []struct {
		first loss.Loss
		rises bool
	}{
		{loss.Contrastive{Tau: 2}, false},
		{loss.Contrastive{Tau: 0.02}, true},
		{loss.SigLIP{Tau: 0.5, Bias: -3}, false},
		{loss.Over(loss.MACL{Tau: 2, Alpha: 0.5}, loss.Selection{K: 10}), false},
	} {
		trainer := newTrainer(t, "mlp", InBatch)
		trainer.Loss, trainer.TauSchedule, trainer.TauMax, trainer.LR, trainer.Warmup = c.first, LearnableTau, 4, 0.02, 0
		got := taus(t, trainer)
		began, _ := trainer.tau()
		if first := got[0]; loss.Name(c.first) != "macl" && math.Abs(first-began) > 1e-6*began {
			t.Errorf("%+v: the first step is at τ = %v", c.first, first)
		}
		l, err := trainer.run.temperature.lossAt(8)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v: %+v after %d steps", c.first, l, len(got))
		for name, first := range loss.Parameters(c.first) {
			last := loss.Get(l, name)
			switch name {
			case "tau":
				if last == first || (last.(float64) > first.(float64)) != c.rises {
					t.Errorf("%+v: τ from %v to %v", c.first, first, last)
				}
			case "bias":
				if last == first {
					t.Errorf("%+v: the bias stays at %v", c.first, last)
				}
			default:
				if last != first {
					t.Errorf("%+v became %+v", c.first, l)
				}
			}
		}
	}
}

// Where both views are the same, the loss falls with τ all the way down. SigLIP
// with so low a bias has τ rise all the way up.
func TestLearnableTauIsHeld(t *testing.T) {
	for _, c := range []struct {
		first     loss.Loss
		low, high float64
		want      float64
	}{
		{loss.Contrastive{Tau: 0.01001}, 0.01, 1, 0.01},
		{loss.Contrastive{Tau: 0.3}, 0.299, 0.4, 0.299},
		{loss.SigLIP{Tau: 0.99, Bias: 10}, 0.01, 1, 1},
		{loss.SigLIP{Tau: 9999, Bias: 100}, 0.01, 1e4, 1e4},
	} {
		trainer := newTrainer(t, "mlp", InBatch)
		trainer.Loss, trainer.TauSchedule, trainer.Augment = c.first, LearnableTau, data.Augment{MinScale: 1}
		trainer.TauMin, trainer.TauMax = c.low, c.high
		trainer.LR, trainer.Warmup, trainer.Epochs = 1, 0, 4
		got := taus(t, trainer)
		if last := got[len(got)-1]; math.Abs(last-c.want) > 1e-6*c.want {
			t.Errorf("%+v: temperatures %v, want %v at last", c.first, got, c.want)
		}
		if slices.Min(got) < c.low*(1-1e-6) || slices.Max(got) > c.high*(1+1e-6) {
			t.Errorf("%+v: temperatures %v, want them in [%v, %v]", c.first, got, c.low, c.high)
		}
	}
}

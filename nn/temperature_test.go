package nn

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
)

// taus trains and returns the temperature of every step.
func taus(t *testing.T, trainer *Trainer) []float64 {
	t.Helper()
	var all []float64
	trainer.Progress = func(s Step) { all = append(all, s.Tau) }
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

func TestCosineTauDefaults(t *testing.T) {
	for epochs, period := range map[int]float64{50: 50, 1000: 200} {
		trainer := newTrainer(t, "mlp", Bank)
		trainer.Epochs, trainer.TauSchedule = epochs, CosineTau
		s, err := trainer.settings()
		if err != nil || s.TauMax != 1 || s.TauPeriod != period {
			t.Errorf("%d epochs: up to %v with a period of %v, %v", epochs, s.TauMax, s.TauPeriod, err)
		}
	}
}

// A step with values for which every product and sum is exact: the weight decay
// must leave what is learned alone.
func TestLearnedStep(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.TauSchedule, trainer.Loss = LearnableTau, loss.SigLIP{Tau: 1, Bias: -10}
	m := newTemperature(trainer)
	o := newSGD(m.params(), 0.5, 0.25)
	step := func(logScale, bias float64) {
		m.take(loss.Result{GradLogScale: logScale, GradBias: bias})
		o.step(0.5, 1)
		m.clamp()
	}
	step(-2, 4) // velocities -2 and 4
	step(-1, 0) // -2 and 2
	l, err := m.lossAt(2)
	if err != nil {
		t.Fatal(err)
	}
	_, p := loss.Describe(l)
	if m.logScale.Value[0] != 2 || math.Abs(p.Tau-math.Exp(-2)) > 1e-16 || p.Bias != -13 {
		t.Errorf("log scale %v, %+v, want 2, exp(-2) and -13", m.logScale.Value[0], p)
	}
	step(-64, 0)
	if l, err = m.lossAt(3); err != nil {
		t.Fatal(err)
	}
	if _, p = loss.Describe(l); math.Abs(p.Tau-0.01) > 1e-9 {
		t.Errorf("τ = %v after a huge step, want 0.01", p.Tau)
	}
	step(1000, 0)
	_, err = m.lossAt(4)
	wantError(t, "a huge step up", err, "temperature tau = ")
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
		{loss.Selected{Loss: loss.MACL{Tau: 2, Alpha: 0.5}, Selection: loss.Selection{K: 10}}, false},
	} {
		trainer := newTrainer(t, "mlp", InBatch)
		trainer.Loss, trainer.TauSchedule, trainer.LR, trainer.Warmup = c.first, LearnableTau, 0.02, 0
		got := taus(t, trainer)
		name, p := loss.Describe(c.first)
		if first := got[0]; name != "macl" && math.Abs(first-p.Tau) > 1e-6*p.Tau {
			t.Errorf("%+v: the first step is at τ = %v", c.first, first)
		}
		l, err := trainer.run.temperature.lossAt(8)
		if err != nil {
			t.Fatal(err)
		}
		_, last := loss.Describe(l)
		t.Logf("%+v: %+v after %d steps", c.first, last, len(got))
		if last.Tau == p.Tau || (last.Tau > p.Tau) != c.rises {
			t.Errorf("%+v: τ from %v to %v", c.first, p.Tau, last.Tau)
		}
		if name == "siglip" && last.Bias == p.Bias {
			t.Errorf("%+v: the bias stays at %v", c.first, last.Bias)
		}
		if last.K != p.K || last.MACLAlpha != p.MACLAlpha {
			t.Errorf("%+v became %+v", c.first, last)
		}
	}
}

// Where both views are the same, the loss falls with τ all the way down.
func TestLearnableTauIsHeld(t *testing.T) {
	trainer := newTrainer(t, "mlp", InBatch)
	trainer.Loss, trainer.TauSchedule, trainer.Augment = loss.Contrastive{Tau: 0.01001}, LearnableTau, &data.Augment{MinScale: 1}
	trainer.LR, trainer.Warmup, trainer.Epochs = 1, 0, 4
	got := taus(t, trainer)
	if last := got[len(got)-1]; math.Abs(last-0.01) > 1e-9 {
		t.Errorf("temperatures %v, want 0.01 at last", got)
	}
}

// A folder of before there were schedules is one of a constant temperature.
func TestResumeWithoutTauSchedule(t *testing.T) {
	dir, trainer := finishedRun(t)
	for name, field := range map[string]string{
		configFile:     "  \"tau_schedule\": \"constant\",\n",
		checkpointFile: `  \"tau_schedule\": \"constant\",\n`,
	} {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(whole, []byte(field)) != 1 {
			t.Fatalf("%s does not say %q once", name, field)
		}
		// Blanks in its place keep the header's length.
		older := bytes.Replace(whole, []byte(field), bytes.Repeat([]byte{' '}, len(field)), 1)
		if err := os.WriteFile(path, older, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	resumed, err := Resume(dir, trainer.Data)
	if err != nil {
		t.Fatal(err)
	}
	mustTrain(t, resumed)
	if resumed.TauSchedule != ConstantTau || fingerprint(resumed) != fingerprint(trainer) {
		t.Errorf("schedule %q, or other bits", resumed.TauSchedule)
	}
}

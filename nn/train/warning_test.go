package train

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
)

// alike makes all images of the trainer's data the same, which no encoder can tell
// apart.
func alike(trainer *Trainer) {
	set := *setOf(trainer)
	set.Pixels = slices.Repeat(set.Image(0), set.Len())
	trainer.Source, trainer.Augment = &set, data.Augment{MinScale: 1}
}

// warnings trains and returns the warning of every epoch.
func warnings(t *testing.T, trainer *Trainer) []string {
	t.Helper()
	mustTrain(t, trainer)
	var all []string
	for _, s := range trainer.run.at.History {
		all = append(all, s.Warning)
	}
	return all
}

func TestCollapseIsWarnedOf(t *testing.T) {
	for _, c := range []struct {
		loss loss.Loss
		warn bool
	}{
		{loss.Contrastive{Tau: 0.2}, true},
		{loss.Contrastive{Tau: 100}, true},
		{loss.MACL{Tau: 0.2, Alpha: 0.5}, true},
		{loss.DCL{Tau: 0.2}, true},
		{loss.DCLW{Tau: 0.2, Sigma: 0.5}, true},
		{loss.Debiased{Tau: 0.2, TauPlus: 0.1}, true},
		{loss.SupCon{Tau: 0.2}, true},
		{loss.SupCon{Tau: 0.2, TauBase: 0.07}, true},
		{loss.SigLIP{Tau: 0.2, Bias: -10}, false},
		{loss.Simple{}, false},
		{loss.Triplet{}, false},
		{loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{K: 4}), false},
		{loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{Alpha: 0.5}), false},
		{loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{Drop: loss.Above(0.5)}), false},
		{loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{OtherClass: true}), false},
	} {
		for _, negatives := range []Negatives{InBatch, Bank, Queue} {
			trainer := newTrainer(t, "mlp", negatives)
			trainer.Source = classed(setOf(trainer), 3)
			alike(trainer)
			// All slots of a bank hold the one point after the first epoch.
			trainer.Loss, trainer.Batch, trainer.BankMomentum, trainer.LR = c.loss, 13, 0, 1e-6
			got := warnings(t, trainer)
			if warned := strings.Contains(got[1], "candidates of an anchor were alike"); warned != c.warn || !c.warn && got[1] != "" {
				t.Errorf("%s, %+v: warning %q", negatives, c.loss, got[1])
			}
			if negatives == Bank && got[0] != "" {
				t.Errorf("%+v: warning %q while the bank was noise", c.loss, got[0])
			}
		}
	}
}

// At a high temperature the loss of any encoder is close to the logarithm.
func TestHighTemperatureIsNotWarnedOf(t *testing.T) {
	trainer := newTrainer(t, "mlp", InBatch)
	trainer.Loss, trainer.LR = loss.Contrastive{Tau: 20}, 1
	got := warnings(t, trainer)
	if last := trainer.run.at.History[1].Loss; got[1] != "" || math.Abs(last/math.Log(11)-1) > 0.02 {
		t.Errorf("loss %v, warning %q", last, got[1])
	}
}

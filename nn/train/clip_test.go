package train

import (
	"math"
	"testing"
)

// With plain gradient descent the weights of a step move by the rate times the norm of
// the gradient, which clipping bounds; a bound that no gradient reaches changes no bit.
func TestClipNorm(t *testing.T) {
	moves := func(clip float64) (largest float64, end string) {
		trainer := newTrainer(t, "mlp", InBatch)
		trainer.Momentum, trainer.WeightDecay, trainer.Warmup, trainer.ClipNorm = 0, 0, 0, clip
		before := flat(trainer)
		observer(trainer).OnStep = func(Step) {
			now := flat(trainer)
			var squares float64
			for i, v := range now {
				d := float64(v) - float64(before[i])
				squares += d * d
			}
			largest, before = max(largest, math.Sqrt(squares)/trainer.LR), now
		}
		mustTrain(t, trainer)
		return largest, fingerprint(trainer)
	}
	free, end := moves(0)
	if got, same := moves(2 * free); same != end {
		t.Errorf("a bound of twice the largest norm, %v, changes the run: %v", free, got)
	}
	if got, other := moves(free / 4); math.Abs(got/(free/4)-1) > 1e-3 || other == end {
		t.Errorf("the largest norm is %v, want %v", got, free/4)
	}
}

// flat are the trained values of the encoder.
func flat(t *Trainer) (all []float32) {
	for _, p := range t.Encoder.Params() {
		all = append(all, p.Value...)
	}
	return all
}

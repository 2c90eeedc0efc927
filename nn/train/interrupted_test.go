package train

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/abc86604/temper/nn"
)

// endsWhen is a context that ends when something has come about.
type endsWhen struct {
	context.Context
	over func() bool
}

func (c endsWhen) Err() error {
	if c.over() {
		return context.Canceled
	}
	return nil
}

// A step that ruins the weights while the context ends is no step that was given up: what
// is in the folder stays, and nobody goes on from such weights.
func TestRuinedWhileInterrupted(t *testing.T) {
	trainer := newTrainer(t, "mlp", InBatch)
	trainer.Dir, trainer.LR, trainer.Warmup, trainer.WeightDecay = t.TempDir(), 3e38, 0, 10
	ctx := endsWhen{t.Context(), func() bool { return !allFinite(trainer.Encoder.Params()) }}
	for _, again := range []string{"", "again: "} {
		err := trainer.Train(ctx)
		wantError(t, again+"ruined weights", err, "is no longer finite")
		if bad := (*DivergedError)(nil); !errors.As(err, &bad) {
			t.Errorf("%s%v is no DivergedError", again, err)
		}
	}
	e, err := LoadEncoder(trainer.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range e.State() {
		for _, v := range p.Value {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatalf("%s was written with %v", p.Name, v)
			}
		}
	}
}

// allFinite tells whether all values are finite; any goroutine may ask.
func allFinite(params []*nn.Param) bool {
	f := newFiniteness(params)
	return f.all(1)
}

package train

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestOnEnd holds that observers hear of every end, once, and of what Train returns: of
// runs that are complete, of settings that are refused, of folders, signals and NaNs.
func TestOnEnd(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(r *Trainer, cancel func()){
		"complete":         func(*Trainer, func()) {},
		"no loss":          func(r *Trainer, _ func()) { r.Loss = nil },
		"no epochs":        func(r *Trainer, _ func()) { r.Epochs = 0 },
		"too few items":    func(r *Trainer, _ func()) { r.Batch = 27 },
		"folder":           func(r *Trainer, _ func()) { r.Dir = filepath.Join(file, "run") },
		"cancelled before": func(_ *Trainer, cancel func()) { cancel() },
		"cancelled within": func(r *Trainer, cancel func()) { observer(r).OnStep = func(Step) { cancel() } },
		"NaN": func(r *Trainer, _ func()) {
			observer(r).OnEpoch = func(EpochStats) { r.Encoder.Params()[0].Value[3] = float32(math.NaN()) }
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		r := newSmall(t, InBatch)
		var said [2][]error
		r.Observers = []Observer{{OnEnd: func(err error) { said[0] = append(said[0], err) }}, {}, {OnEnd: func(err error) { said[1] = append(said[1], err) }}}
		change(r, cancel)
		for call := 1; call <= 2; call++ {
			err := r.Train(ctx)
			if (err == nil) != (name == "complete") {
				t.Errorf("%s: %v", name, err)
			}
			for i, heard := range said {
				if len(heard) != call || heard[call-1] != err {
					t.Errorf("%s, call %d: observer %d heard %v, want %v last", name, call, i, heard, err)
				}
			}
		}
		cancel()
	}
}

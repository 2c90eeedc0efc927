package tune

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/run"
	"github.com/abc86604/temper/nn/train"
)

// drawn are the images of all tests, for drawing them takes a second, in two classes: few
// rows of many classes outvote each of them.
var drawn = sync.OnceValue(func() *data.Set {
	images := data.Shapes(data.Train, 1).Limit(64)
	for i := range images.Labels {
		images.Labels[i] %= 2
	}
	return images
})

// small is a training of moments on drawn images, of which 24 are held out.
func small(t *testing.T, dir string) train.Trainer {
	t.Helper()
	images := *drawn()
	encoder, err := nn.New(images.Shape(), nn.Sequence{nn.Linear{Out: 8}, nn.ReLU{}}, 6, 3)
	if err != nil {
		t.Fatal(err)
	}
	s := train.Defaults()
	s.Epochs, s.Batch, s.LR, s.Holdout, s.Schedule, s.Warmup = 5, 8, 0.05, 24, train.CosineSchedule, 1
	return train.Trainer{Settings: s, Encoder: encoder, Loss: loss.Contrastive{Tau: 0.5}, Source: &images, Dir: dir}
}

func trainings(t *testing.T, base train.Trainer, taus ...float64) []Entrant {
	t.Helper()
	all, err := Trainings(base, taus, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// checkpoint is the digest of the newest checkpoint in a folder and how far it is.
func checkpoint(t *testing.T, dir string) (string, int) {
	t.Helper()
	r, err := train.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return r.Digest, r.Epoch
}

// In steps, at any number of threads, a training ends in the bits of one that nobody
// stopped, and its scores are what that measured.
func TestTrainingAdvances(t *testing.T) {
	base := small(t, t.TempDir())
	straight := small(t, t.TempDir())
	straight.Loss = loss.Contrastive{Tau: 0.2}
	if err := straight.Train(t.Context()); err != nil {
		t.Fatal(err)
	}
	entrant, dir := trainings(t, base, 0.2)[0], RunDir(base.Dir, 0.2)
	for threads, epochs := range []int{1, 3, 2, 5, 5} {
		score, err := entrant.Advance(t.Context(), threads+1, epochs)
		if err != nil {
			t.Fatal(err)
		}
		p := straight.History()[epochs-1].Heldout.Top1
		if want := (Score{p, math.Sqrt(p * (1 - p) / 24)}); score != want {
			t.Errorf("%d epochs: %v, want %v", epochs, score, want)
		}
		if _, at := checkpoint(t, dir); at != max(epochs, []int{1, 3, 3, 5, 5}[threads]) {
			t.Errorf("%d epochs: the run has %d", epochs, at)
		}
	}
	got, _ := checkpoint(t, dir)
	if want, _ := checkpoint(t, straight.Dir); got != want || dir != filepath.Join(base.Dir, "tau0.2") {
		t.Errorf("%s ends in %s, want %s", dir, got, want)
	}
}

// A race of trainings is the same side by side and one after the other.
func TestRaceOfTrainings(t *testing.T) {
	var tracks [][]Track
	var advice []Advice
	var weights []string
	for _, side := range []int{1, 2} {
		base := small(t, t.TempDir())
		r, err := New([]float64{0.5, 0.05, 0.2}, base.Epochs)
		if err != nil {
			t.Fatal(err)
		}
		r.Threads, r.Side = 2, side
		a, err := r.Run(t.Context(), trainings(t, base, r.Taus()...))
		if err != nil {
			t.Fatal(err)
		}
		digest, at := checkpoint(t, RunDir(base.Dir, a.Tau))
		if at != base.Epochs || a.Next == nil || a.Error == 0 {
			t.Errorf("%d epochs of %+v", at, a)
		}
		tracks, advice, weights = append(tracks, r.Tracks), append(advice, a), append(weights, digest)
	}
	if !reflect.DeepEqual(tracks[0], tracks[1]) || !reflect.DeepEqual(advice[0], advice[1]) || weights[0] != weights[1] {
		t.Errorf("side by side %+v, %+v; one after the other %+v, %+v", tracks[1], advice[1], tracks[0], advice[0])
	}
}

// A training that is interrupted within an epoch goes on from there.
func TestTrainingGoesOn(t *testing.T) {
	base, whole := small(t, t.TempDir()), small(t, t.TempDir())
	if _, err := trainings(t, whole, 0.1)[0].Advance(t.Context(), 1, 3); err != nil {
		t.Fatal(err)
	}
	stopped := errors.New("stopped")
	ctx, stop := context.WithCancelCause(t.Context())
	all, err := Trainings(base, []float64{0.1}, func(tau float64) train.Observer {
		return train.Observer{OnStep: func(s train.Step) {
			if s.Epoch == 2 && s.Batch == 2 && tau == 0.1 {
				stop(stopped)
			}
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].Advance(ctx, 1, 3); err != stopped {
		t.Fatalf("error %v", err)
	}
	if _, err := trainings(t, base, 0.1)[0].Advance(t.Context(), 2, 3); err != nil {
		t.Fatal(err)
	}
	got, _ := checkpoint(t, RunDir(base.Dir, 0.1))
	if want, _ := checkpoint(t, RunDir(whole.Dir, 0.1)); got != want {
		t.Errorf("goes on to %s, want %s", got, want)
	}
}

// A process that died before the first checkpoint, or a folder that is gone, begins anew.
func TestTrainingBeginsAnew(t *testing.T) {
	base := small(t, t.TempDir())
	want, err := trainings(t, base, 0.1)[0].Advance(t.Context(), 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	dir := RunDir(base.Dir, 0.1)
	for name, spoil := range map[string]func() error{
		"no checkpoint": func() error {
			return errors.Join(os.Remove(filepath.Join(dir, run.CheckpointFile)), os.Remove(filepath.Join(dir, run.BeforeFile)))
		},
		"no folder": func() error { return os.RemoveAll(dir) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if got, err := trainings(t, base, 0.1)[0].Advance(t.Context(), 1, 2); err != nil || got != want {
			t.Errorf("%s: %v, want %v, %v", name, got, want, err)
		}
	}
}

// What diverges goes out of a race, which goes on.
func TestDivergedIsOut(t *testing.T) {
	base := small(t, t.TempDir())
	base.LR, base.Schedule, base.Warmup, base.WeightDecay, base.Negatives = 1e8, train.StepSchedule, 0, 0, train.InBatch
	r, err := New([]float64{1e-4, 1e3}, base.Epochs)
	if err != nil {
		t.Fatal(err)
	}
	advice, err := r.Run(t.Context(), trainings(t, base, r.Taus()...))
	if err != nil || advice.Tau != 1e3 {
		t.Errorf("%+v, %v", advice, err)
	}
	if out := r.Tracks[0].Out; !strings.Contains(out, "of the run: ") || !strings.Contains(out, "likely a temperature of 0.0001") || r.Tracks[1].Out != "" {
		t.Errorf("out: %q, %q", out, r.Tracks[1].Out)
	}
}

// A folder that holds a run of other settings is refused, trained or not.
func TestTrainingOfOtherSettings(t *testing.T) {
	base := small(t, t.TempDir())
	if _, err := trainings(t, base, 0.1)[0].Advance(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	base.LR = 0.06
	for _, epochs := range []int{1, 2, 3} {
		_, err := trainings(t, base, 0.1)[0].Advance(t.Context(), 1, epochs)
		if err == nil || !strings.Contains(err.Error(), "lr is 0.06, the run was started with 0.05") {
			t.Errorf("to %d epochs: error %v", epochs, err)
		}
	}
}

func TestTrainingsRefuse(t *testing.T) {
	plain := func(t *train.Trainer) *data.Set { return t.Source.(*data.Set) }
	for want, change := range map[string]func(*train.Trainer){
		"needs Encoder, Loss, Source and Dir":         func(t *train.Trainer) { t.Dir = "" },
		"loss simple has no temperature to race":      func(t *train.Trainer) { t.Loss = loss.Simple{Lambda: 1} },
		"tau schedule learnable: the temperatures":    func(t *train.Trainer) { t.TauSchedule = train.LearnableTau },
		"a race needs labels":                         func(t *train.Trainer) { plain(t).Labels = nil },
		"holdout 0 of 64 items":                       func(t *train.Trainer) { t.Holdout = 0 },
		"holdout 65 of 64 items":                      func(t *train.Trainer) { t.Holdout = 65 },
		"40 items to train on are fewer than a batch": func(t *train.Trainer) { t.Batch = 41 },
		"eval every 2 epochs":                         func(t *train.Trainer) { t.EvalEvery = 2 },
		"all 24 held-out items, the last ones":        func(t *train.Trainer) { plain(t).Labels = make([]int, 64) },
		"tau = -1":                                    func(t *train.Trainer) {},
	} {
		base := small(t, t.TempDir())
		change(&base)
		tau := 0.1
		if want == "tau = -1" {
			tau = -1
		}
		if _, err := Trainings(base, []float64{tau}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
		if left, _ := os.ReadDir(base.Dir); len(left) > 0 {
			t.Errorf("%s: left %v", want, left)
		}
	}
}

// Other losses keep their parameters.
func TestTrainingsKeepTheLoss(t *testing.T) {
	base := small(t, t.TempDir())
	base.Loss = loss.Over(loss.DCL{Tau: 1}, loss.Selection{K: 3})
	for i, e := range trainings(t, base, 0.3, 0.7) {
		want := loss.Over(loss.DCL{Tau: []float64{0.3, 0.7}[i]}, loss.Selection{K: 3})
		if got := e.(*training).base.Loss; !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

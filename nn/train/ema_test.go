package train

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

// A follower is an average in float64.
type follower struct {
	decay  float64
	values [][]float64
}

func newFollower(decay float64, e *nn.Encoder) *follower {
	f := &follower{decay: decay}
	for _, p := range e.State() {
		values := make([]float64, len(p.Value))
		for i, v := range p.Value {
			values[i] = float64(v)
		}
		f.values = append(f.values, values)
	}
	return f
}

// follow takes the encoder's state after step t in, counted from 0.
func (f *follower) follow(e *nn.Encoder, t int) {
	keep := math.Min(f.decay, float64(1+t)/float64(10+t))
	for i, p := range e.State() {
		for j, v := range p.Value {
			f.values[i][j] = keep*f.values[i][j] + (1-keep)*float64(v)
		}
	}
}

// check compares an encoder's state with the average.
func (f *follower) check(t *testing.T, name string, e *nn.Encoder) {
	t.Helper()
	for i, p := range e.State() {
		for j, v := range p.Value {
			if want := f.values[i][j]; math.Abs(float64(v)-want) > 1e-6*(1+math.Abs(want)) {
				t.Fatalf("%s: %s[%d] = %v, want %v", name, p.Name, j, v, want)
			}
		}
	}
}

// In eight steps the decay of 0.3 is reached in the fourth, that of 0.999 in none.
func TestEMAClosedForm(t *testing.T) {
	for _, decay := range []float64{0.3, 0.999, 1e-300} {
		for _, negatives := range []Negatives{Bank, Queue, InBatch} {
			trainer := newSmallResNet(t, negatives)
			trainer.EMA = decay
			f := newFollower(decay, trainer.Encoder)
			step := 0
			observer(trainer).OnStep = func(Step) {
				f.follow(trainer.Encoder, step)
				f.check(t, string(negatives), trainer.Best())
				step++
			}
			mustTrain(t, trainer)
			if step != 8 {
				t.Errorf("%d steps", step)
			}
			last := stateOf(trainer.Best()) == stateOf(trainer.Encoder)
			if none := decay < 1e-10; last != none {
				t.Errorf("%v, %s: that the averaged weights are the last ones is %v", decay, negatives, last)
			}
		}
	}
}

// The average of weights that stay stays: a step in which every anchor is skipped is none
// of its steps, though it moves the running statistics.
func TestEMAInEmptySteps(t *testing.T) {
	trainer := newSmallResNet(t, Bank)
	trainer.EMA, trainer.Source = 0.5, classed(setOf(trainer), 1)
	trainer.Loss = loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{OtherClass: true})
	f := newFollower(0.5, trainer.Encoder)
	mustTrain(t, trainer)
	f.check(t, "empty steps", trainer.Best())
	if trainer.History()[1].EmptySteps != 4 {
		t.Errorf("%+v: no empty steps", trainer.History()[1])
	}
}

// stateOf is a digest of an encoder's state.
func stateOf(e *nn.Encoder) string { return safetensors.Digest(e.Tensors("")) }

// What is loaded from a run's folder is the averaged encoder; the raw one is there to go on.
func TestEMAInFolder(t *testing.T) {
	whole := newSmallResNet(t, Queue)
	whole.EMA = 0.6
	mustTrain(t, whole)
	for _, steps := range []int{2, 4, 7} {
		first := newSmallResNet(t, Queue)
		first.EMA, first.Dir = 0.6, filepath.Join(t.TempDir(), "run")
		if err := first.Train(cancelAt(first, steps)); err == nil {
			t.Fatal("not interrupted")
		}
		loaded, err := LoadEncoder(first.Dir)
		if err != nil {
			t.Fatal(err)
		}
		if stateOf(loaded) != stateOf(first.Best()) || stateOf(loaded) == stateOf(first.Encoder) {
			t.Errorf("after step %d: what is loaded is not the averaged encoder", steps)
		}
		second, err := Resume(first.Dir, first.Source)
		if err != nil {
			t.Fatal(err)
		}
		if stateOf(second.Encoder) != stateOf(first.Encoder) || stateOf(second.Best()) != stateOf(loaded) {
			t.Errorf("after step %d: other encoders when resumed", steps)
		}
		second.Threads = 3
		mustTrain(t, second)
		if fingerprint(second) != fingerprint(whole) || stateOf(second.Best()) != stateOf(whole.Best()) {
			t.Errorf("other bits when resumed after step %d", steps)
		}
	}
}

// The tensors of the average have the encoder's names behind a prefix of their own, and the
// average changes nothing else.
func TestEMAInCheckpoint(t *testing.T) {
	dirs := make(map[float64]string)
	for _, decay := range []float64{0, 0.6} {
		trainer := newSmallResNet(t, InBatch)
		trainer.EMA, trainer.Dir, trainer.Epochs = decay, t.TempDir(), 1
		mustTrain(t, trainer)
		if dirs[decay] = trainer.Dir; decay == 0 && trainer.Best() != trainer.Encoder {
			t.Error("without an average Best is not Encoder")
		}
	}
	plain, err := run.Open(dirs[0])
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	with, err := run.Open(dirs[0.6])
	if err != nil {
		t.Fatal(err)
	}
	defer with.Close()
	var names []string
	for _, name := range plain.Names() {
		names = append(names, name)
		if state, ok := strings.CutPrefix(name, "encoder."); ok {
			names = append(names, "average."+state)
		}
	}
	slices.Sort(names)
	if got := slices.Sorted(slices.Values(with.Names())); !slices.Equal(got, names) {
		t.Errorf("tensors %v, want %v", got, names)
	}
	for _, name := range plain.Names() {
		if a, b := read(t, plain, name), read(t, with, name); !slices.Equal(a, b) {
			t.Errorf("%s has other values with an average", name)
		}
	}
}

// read returns the values of a tensor.
func read(t *testing.T, f *run.File, name string) []float32 {
	t.Helper()
	shape, _ := f.Shape(name)
	size := 1
	for _, n := range shape {
		size *= n
	}
	x := safetensors.Tensor{Name: name, Shape: shape, Data: make([]float32, size)}
	if err := f.Read(x); err != nil {
		t.Fatal(err)
	}
	return x.Data
}

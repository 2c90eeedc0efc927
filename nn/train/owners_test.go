package train

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// spy sees every problem that a training compares.
type spy struct {
	arrangement
	see func(b *batch, p loss.Problem)
}

func (s *spy) problem(b *batch) loss.Problem {
	p := s.arrangement.problem(b)
	s.see(b, p)
	return p
}

// spied trains and lets see know of every problem.
func spied(t *testing.T, trainer *Trainer, see func(b *batch, p loss.Problem)) {
	t.Helper()
	trainer.run = mustBegin(t, trainer)
	trainer.run.negatives = &spy{trainer.run.negatives, see}
	if err := trainer.run.train(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// listOf is an anchor's list.
func listOf(l loss.Lists, anchor int) []int {
	if l.Starts == nil {
		return nil
	}
	return l.Items[l.Starts[anchor]:l.Starts[anchor+1]]
}

// A holder knows by itself whose keys a queue holds.
type holder struct {
	items  []int // of the slots, -1: noise
	pushed int
}

func newHolder(slots int) *holder { return &holder{items: slices.Repeat([]int{-1}, slots)} }

// push takes the items of a batch in and returns their slots.
func (h *holder) push(items []int) (places []int) {
	for _, item := range items {
		place := h.pushed % len(h.items)
		h.items[place] = item
		places = append(places, place)
		h.pushed++
	}
	return places
}

// others are the slots with an item's keys, but for one.
func (h *holder) others(item, place int) (slots []int) {
	for slot, held := range h.items {
		if held == item && slot != place {
			slots = append(slots, slot)
		}
	}
	return slots
}

// queues are trainers with queues of many lengths, among them some that end within a
// batch, with a loss by class, and with batches in which an item comes twice.
func queues(t *testing.T) map[string]*Trainer {
	all := make(map[string]*Trainer)
	for name, length := range map[string]int{"all items": 26, "more": 67, "a batch": 6, "short": 11} {
		trainer := newSmall(t, Queue)
		trainer.Epochs, trainer.QueueLength, trainer.OwnKeys = 4, length, false
		all[name] = trainer
	}
	classes := newSmall(t, Queue)
	classes.Source, classes.Loss = classed(setOf(classes), 3), loss.SupCon{Tau: 0.2}
	classes.QueueLength, classes.OwnKeys = 31, false
	all["classes"] = classes
	twice := perClass(t, Queue, 2, 8, uneven(11, 2, 3))
	twice.QueueLength = 21
	all["twice"] = twice
	return all
}

// TestOwnKeys counts the anchors whose loss sees an older key of their own item.
func TestOwnKeys(t *testing.T) {
	for name, trainer := range queues(t) {
		h, steps, masked := newHolder(trainer.QueueLength), 0, 0
		spied(t, trainer, func(b *batch, p loss.Problem) {
			places := h.push(b.items)
			steps++
			for i, item := range b.items {
				want := h.others(item, places[i])
				if got := listOf(p.Excluded, i); !slices.Equal(got, want) {
					t.Errorf("%s, step %d, anchor %d: excluded are the slots %v, want %v", name, steps, i, got, want)
				}
				if len(want) > 0 {
					masked++
				}
			}
		})
		if masked < steps/2 && name != "a batch" {
			t.Errorf("%s: %d anchors in %d steps have older keys: too few to tell", name, masked, steps)
		}
	}
}

// With own keys the loss sees them: in a queue of all items those of nearly every anchor
// where an epoch begins, and of next to none where it ends.
func TestOwnKeysAsked(t *testing.T) {
	trainer := newSmall(t, Queue)
	trainer.Epochs, trainer.QueueLength, trainer.Batch, trainer.Source = 5, 60, 6, mosaic(60, 8, 1)
	h, seen := newHolder(60), make([]int, 50)
	step := 0
	spied(t, trainer, func(b *batch, p loss.Problem) {
		if p.Excluded.Starts != nil {
			t.Errorf("step %d: excluded %+v", step, p.Excluded)
		}
		places := h.push(b.items)
		for i, item := range b.items {
			if len(h.others(item, places[i])) > 0 {
				seen[step]++
			}
		}
		step++
	})
	for epoch := range 5 {
		first, last := seen[10*epoch]+seen[10*epoch+1], seen[10*epoch+8]+seen[10*epoch+9]
		if epoch == 0 && first+last > 0 || epoch > 0 && (first < 8 || last > 4) {
			t.Errorf("epoch %d: of 12 anchors %d at its beginning and %d at its end see an older key", epoch+1, first, last)
		}
	}
}

// The loss must not jump where an epoch begins. The weights hardly move, so that nothing
// else makes a difference between the first and the last steps of an epoch.
func TestLossDoesNotJump(t *testing.T) {
	jump := func(ownKeys bool) float64 {
		trainer := newSmall(t, Queue)
		trainer.Epochs, trainer.QueueLength, trainer.Source = 6, 120, mosaic(120, 8, 1)
		trainer.Loss, trainer.OwnKeys, trainer.LR = loss.Contrastive{Tau: 0.02}, ownKeys, 1e-9
		trainer.Augment = data.Augment{} // an older key of an item is its key: log 2 more
		var first, last float64
		observer(trainer).OnStep = func(s Step) {
			switch {
			case s.Epoch == 1: // the queue is not full
			case s.Batch <= 4:
				first += s.Loss / 20
			case s.Batch > 16:
				last += s.Loss / 20
			}
		}
		mustTrain(t, trainer)
		return first - last
	}
	masked, asked := jump(false), jump(true)
	t.Logf("the loss of the first steps is higher by %.3f, with own keys by %.3f", masked, asked)
	if math.Abs(masked) > 0.05 || asked < 0.3 {
		t.Errorf("the loss of the first steps is higher by %v, with own keys by %v", masked, asked)
	}
}

// An older key of an anchor's item remains a positive of a loss that finds them by class.
func TestOwnKeysByClass(t *testing.T) {
	trainer := queues(t)["classes"]
	step := 0
	spied(t, trainer, func(b *batch, p loss.Problem) {
		step++
		var want float64
		for i := range b.items {
			want += naive(trainer.Loss, trainer.run.negatives.(*spy).arrangement.(*queue), b, p, i) / float64(len(b.items))
		}
		res, err := loss.Compute(trainer.Loss, p)
		if err != nil || math.Abs(res.Loss-want) > 1e-5 {
			t.Errorf("step %d: loss %v, want %v, %v", step, res.Loss, want, err)
		}
	})
}

// naive is SupCon of an anchor by its definition.
func naive(l loss.Loss, q *queue, b *batch, p loss.Problem, anchor int) float64 {
	tau := l.(loss.SupCon).Tau
	var all, own, n float64
	for j := range q.slots.Rows {
		var s float64
		for k, x := range matrix.Row(q.slots, j) {
			s += float64(x) * float64(matrix.Row(b.z, anchor)[k])
		}
		positive := p.Labels[j] == p.Labels[q.places[anchor]]
		if !positive && slices.Contains(listOf(p.Excluded, anchor), j) {
			continue
		}
		all += math.Exp(s / tau)
		if positive {
			own += s / tau
			n++
		}
	}
	return math.Log(all) - own/n
}

// TestResumeOwnKeys goes on with queues that know whose keys they hold.
func TestResumeOwnKeys(t *testing.T) {
	for name, whole := range queues(t) {
		mustTrain(t, whole)
		steps := whole.Epochs * whole.run.set.batches()
		for _, at := range []int{1, steps / 2, steps - 1} {
			first := queues(t)[name]
			first.Dir = filepath.Join(t.TempDir(), "run")
			if err := first.Train(cancelAt(first, at)); err == nil {
				t.Fatalf("%s: not interrupted", name)
			}
			second, err := Resume(first.Dir, first.Source)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := second.run.negatives.(*queue).owners.slots, first.run.negatives.(*queue).owners.slots; !slices.Equal(got, want) {
				t.Errorf("%s: after step %d the queue holds keys of %v, want %v", name, at, got, want)
			}
			mustTrain(t, second)
			if fingerprint(second) != fingerprint(whole) {
				t.Errorf("%s: other bits when resumed after step %d", name, at)
			}
		}
	}
}

// A run of format 2 had own keys for negatives, and goes on with them.
func TestResumeFormat2(t *testing.T) {
	trainers := func() *Trainer {
		trainer := newSmall(t, Queue)
		trainer.Epochs = 3
		return trainer
	}
	whole, half := trainers(), trainers()
	mustTrain(t, whole)
	half.Dir = t.TempDir()
	if err := half.Train(cancelAt(half, 7)); err == nil {
		t.Fatal("not interrupted")
	}
	ofFormat2 := map[string]any{"format": 2}
	for _, key := range []string{
		"own_keys", "per_class", "optimiser", "beta1", "beta2", "epsilon", "ema", "holdout", "eval_every", "bank_momentum",
	} {
		ofFormat2[key] = nil
	}
	makeFormat1(t, half.Dir, ofFormat2)
	resumed, err := Resume(half.Dir, half.Source)
	if err != nil {
		t.Fatal(err)
	}
	if !resumed.OwnKeys {
		t.Error("the run goes on without own keys")
	}
	mustTrain(t, resumed)
	if fingerprint(resumed) != fingerprint(whole) {
		t.Error("other bits")
	}
	masked := trainers()
	masked.OwnKeys = false
	mustTrain(t, masked)
	if safetensors.Digest(masked.Encoder.Tensors("")) == safetensors.Digest(whole.Encoder.Tensors("")) {
		t.Error("own keys make no difference here")
	}
}

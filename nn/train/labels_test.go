package train

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// classed is a set with the classes 0, 1, ... n-1 dealt out in turn.
func classed(set *data.Set, n int) *data.Set {
	c := *set
	c.Labels = make([]int, set.Len())
	for i := range c.Labels {
		c.Labels[i] = i % n
	}
	return &c
}

// In every arrangement the loss must be given the classes of its rows, and none
// where it does not ask.
func TestLabelsReachTheLoss(t *testing.T) {
	images := []int{7, 3, 20, 11, 0, 5}
	otherClass := loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{OtherClass: true})
	for _, c := range []struct {
		negatives Negatives
		loss      loss.Loss
		want      []int
	}{
		{InBatch, loss.SupCon{Tau: 0.2}, []int{1, 0, 2, 2, 0, 2}},
		{InBatch, otherClass, []int{1, 0, 2, 2, 0, 2}},
		{Bank, otherClass, classed(mosaic(26, 8, 1), 3).Labels},
		// The batch is the third: its keys go to places 12 up to 16 and then 0.
		{Queue, loss.SupCon{Tau: 0.2}, []int{0, 2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, 1, 0, 2, 2}},
		{InBatch, loss.Contrastive{Tau: 0.2}, nil},
		{Bank, loss.Contrastive{Tau: 0.2}, nil},
		{Queue, loss.Contrastive{Tau: 0.2}, nil},
	} {
		trainer := newTrainer(t, "mlp", c.negatives)
		trainer.Source, trainer.Loss = classed(setOf(trainer), 3), c.loss
		r := mustBegin(t, trainer)
		r.at.Batch = 2
		b := r.view(images, make([]int, len(images)))
		if err := r.towers.forward(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		p := r.negatives.problem(b)
		if !slices.Equal(p.Labels, c.want) {
			t.Errorf("%s, %+v: labels %v, want %v", c.negatives, c.loss, p.Labels, c.want)
		}
		res, err := loss.Compute(c.loss, p)
		if err != nil {
			t.Fatal(err)
		}
		if res.Skipped != 0 {
			t.Errorf("%s, %+v: %d anchors skipped", c.negatives, c.loss, res.Skipped)
		}
	}
}

// Supervision must lower the loss, and bring together what is of one class.
func TestSupConLearnsShapes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and is about numbers alone")
	}
	shapes, err := data.Load(t.Context(), "shapes", data.Train)
	if err != nil {
		t.Fatal(err)
	}
	for _, negatives := range []Negatives{InBatch, Queue} {
		e, err := nn.NewEncoder("mlp", shapes.Shape(), 16, 7)
		if err != nil {
			t.Fatal(err)
		}
		var losses []float64
		trainer := trainerOf(e, negatives)
		trainer.Loss, trainer.Source, trainer.Augment = loss.SupCon{Tau: 0.1}, shapes.(*data.Set).Limit(256), data.Augment{MinScale: 1}
		trainer.Epochs, trainer.Batch, trainer.LR, trainer.Warmup = 12, 32, 0.02, 0
		trainer.KeyMomentum, trainer.QueueLength = 0.9, 64
		observer(trainer).OnEpoch = func(s EpochStats) { losses = append(losses, s.Loss) }
		before := sameClass(t, e, setOf(trainer))
		mustTrain(t, trainer)
		after := sameClass(t, e, setOf(trainer))
		t.Logf("%s: losses %.3f, share of nearest neighbours of the same class %.2f to %.2f", negatives, losses, before, after)
		if last := losses[len(losses)-1]; last > losses[0]-0.2 || after < before+0.1 {
			t.Errorf("%s: losses %v, neighbours of the same class %v to %v", negatives, losses, before, after)
		}
	}
}

// sameClass is the share of images whose nearest neighbour is of their class.
func sameClass(t *testing.T, e *nn.Encoder, set *data.Set) float64 {
	all, err := e.Embed(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	z := all.Embedding
	hits := 0
	for i := range z.Rows {
		others := z
		others.Data = slices.Clone(z.Data)
		clear(matrix.Row(others, i))
		if set.Labels[nearest(matrix.Row(z, i), others)] == set.Labels[i] {
			hits++
		}
	}
	return float64(hits) / float64(z.Rows)
}

// The anchors that a mask leaves without negatives are counted.
func TestSkippedAnchorsAreCounted(t *testing.T) {
	trainer := newTrainer(t, "mlp", InBatch)
	trainer.Loss = loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{Drop: loss.Above(-0.3)})
	mustTrain(t, trainer)
	if s := trainer.run.at.History[0].Skipped; s == 0 || s >= 48 {
		t.Errorf("%d of 48 anchors skipped", s)
	}
}

// Labels decide the bits of a run only where the loss asks for them.
func TestResumeWithOtherLabels(t *testing.T) {
	for _, c := range []struct {
		loss loss.Loss
		want string
	}{{loss.Contrastive{Tau: 0.2}, ""}, {loss.SupCon{Tau: 0.2}, "data.labels is"}} {
		trainer := newTrainer(t, "mlp", Queue)
		trainer.Dir, trainer.Epochs, trainer.Loss = t.TempDir(), 1, c.loss
		trainer.Source = classed(setOf(trainer), 3)
		mustTrain(t, trainer)
		_, err := Resume(trainer.Dir, classed(setOf(trainer), 4))
		if c.want != "" {
			wantError(t, "other labels", err, trainer.Dir, c.want)
		} else if err != nil {
			t.Errorf("other labels for a loss without: %v", err)
		}
	}
}

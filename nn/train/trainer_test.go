package train

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// mosaic returns n images of size×size×3, each a mosaic of 3×3 random colours
// under a little noise, all in integers.
func mosaic(n, size int, seed uint64) *data.Set {
	s := &data.Set{
		Height: size, Width: size, Channels: 3,
		Pixels:  make([]uint8, n*size*size*3),
		Labels:  make([]int, n),
		Classes: []string{"mosaic"},
		Source:  "mosaic",
	}
	for i := range n {
		r := portable.NewRand(seed, uint64(i))
		var tiles [3][3][3]int
		for j := range 27 {
			tiles[j/9][j/3%3][j%3] = 16 + r.IntN(208)
		}
		image := s.Image(i)
		for j := range image {
			y, x := j/3/size, j/3%size
			image[j] = uint8(tiles[y*3/size][x*3/size][j%3] + r.IntN(16))
		}
	}
	return s
}

// mild is an augmentation that a short training can learn to see through.
var mild = data.Augment{MinScale: 0.7, Flip: true, Jitter: 0.1}

// square is the shape of colour images.
func square(size int) data.Shape { return data.Shape{Height: size, Width: size, Channels: 3} }

func newEncoder(t testing.TB, name string, size, dim int) *nn.Encoder {
	t.Helper()
	e, err := nn.NewEncoder(name, square(size), dim, 7)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// newTrainer returns a trainer for a short run on few images.
func newTrainer(t testing.TB, encoder string, negatives Negatives) *Trainer {
	return trainerOf(newEncoder(t, encoder, 8, 16), negatives)
}

// trainerOf is newTrainer for an encoder that there is already.
func trainerOf(e *nn.Encoder, negatives Negatives) *Trainer {
	s := Defaults()
	s.Negatives, s.QueueLength, s.OwnKeys = negatives, 16, true
	s.Epochs, s.Batch, s.LR, s.Warmup = 2, 6, 0.05, 1
	s.Augment, s.Seed = mild, 5
	return &Trainer{Settings: s, Encoder: e, Loss: loss.Contrastive{Tau: 0.2}, Source: mosaic(26, e.Shape().Height, 1)}
}

// newSmall is newTrainer for an encoder of so few weights that a run takes milliseconds.
func newSmall(t testing.TB, negatives Negatives) *Trainer {
	return trainerOf(bodied(t, square(8), nn.Linear{Out: 24}, nn.ReLU{}), negatives)
}

// newSmallResNet is the same with the layers of a residual network.
func newSmallResNet(t testing.TB, negatives Negatives) *Trainer {
	body := []nn.Layer{nn.Stage{Out: 3}, nn.Residual{Out: 5, Stride: 2}, nn.Pool{}}
	return trainerOf(bodied(t, square(8), body...), negatives)
}

// bodied is an encoder of one's own layers.
func bodied(t testing.TB, shape data.Shape, body ...nn.Layer) *nn.Encoder {
	t.Helper()
	e, err := nn.New(shape, body, 8, 7)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// setOf is what newTrainer trains on.
func setOf(t *Trainer) *data.Set { return t.Source.(*data.Set) }

// observer is the only one of a trainer.
func observer(t *Trainer) *Observer {
	if len(t.Observers) == 0 {
		t.Observers = make([]Observer, 1)
	}
	return &t.Observers[0]
}

// fingerprint is a digest of all that a run changes, and of what it reports.
func fingerprint(t *Trainer) string {
	ts := t.run.tensors()
	for _, s := range t.run.at.History {
		bits := math.Float64bits(s.Loss)
		ts = append(ts, safetensors.Tensor{Data: []float32{
			math.Float32frombits(uint32(bits >> 32)), math.Float32frombits(uint32(bits)),
			float32(s.LR), float32(s.NeverWritten),
		}})
	}
	return safetensors.Digest(ts)
}

func mustTrain(t testing.TB, trainer *Trainer) {
	t.Helper()
	if err := trainer.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// retrieval is the share of first views whose most similar second view is that
// of their own image.
func retrieval(t *testing.T, e *nn.Encoder, set *data.Set) float64 {
	v0, v1, err := e.EmbedViews(context.Background(), set, mild, 3)
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	for i := range v0.Rows {
		if nearest(matrix.Row(v0, i), v1) == i {
			hits++
		}
	}
	return float64(hits) / float64(v0.Rows)
}

func nearest(x []float32, m blas32.General) int {
	best, at := float32(math.Inf(-1)), -1
	for i := range m.Rows {
		if s := kernels.Dot(x, matrix.Row(m, i)); s > best {
			best, at = s, i
		}
	}
	return at
}

// Training must teach the encoder to tell images it has not seen apart.
func TestTrainingLearns(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and is about numbers alone")
	}
	test := mosaic(100, 8, 2)
	for _, c := range []struct {
		negatives      Negatives
		encoder        string
		images, epochs int
	}{{Bank, "mlp", 192, 16}, {Queue, "mlp", 192, 8}, {InBatch, "mlp", 192, 6}, {InBatch, "resnet8", 96, 8}} {
		t.Run(string(c.negatives)+"/"+c.encoder, func(t *testing.T) {
			e, err := nn.NewEncoder(c.encoder, square(8), 32, 7)
			if err != nil {
				t.Fatal(err)
			}
			before := retrieval(t, e, test)
			var losses []float64
			trainer := trainerOf(e, c.negatives)
			trainer.Source, trainer.Epochs, trainer.Batch, trainer.LR = mosaic(c.images, 8, 1), c.epochs, 16, 0.1
			trainer.Warmup, trainer.KeyMomentum, trainer.QueueLength, trainer.Threads, trainer.Seed = 0, 0.9, 64, 2, 0
			observer(trainer).OnEpoch = func(s EpochStats) {
				losses = append(losses, s.Loss)
				if s.Warning != "" {
					t.Errorf("epoch %d: %s", s.Epoch, s.Warning)
				}
			}
			mustTrain(t, trainer)
			after := retrieval(t, e, test)
			t.Logf("loss %.3f to %.3f, retrieval %.2f to %.2f", losses[0], losses[len(losses)-1], before, after)
			if losses[len(losses)-1] > losses[0]-0.3 {
				t.Errorf("losses %v do not fall", losses)
			}
			if after < before+0.1 {
				t.Errorf("retrieval %.2f after training, %.2f before", after, before)
			}
		})
	}
}

func TestThreadsDoNotChangeBits(t *testing.T) {
	for negatives, encoder := range map[Negatives]string{Bank: "resnet8", Queue: "mlp", InBatch: "mlp"} {
		want := ""
		for threads := 1; threads <= 3; threads++ {
			trainer := newTrainer(t, encoder, negatives)
			trainer.Epochs = 1
			trainer.Threads = threads
			mustTrain(t, trainer)
			switch got := fingerprint(trainer); {
			case want == "":
				want = got
			case got != want:
				t.Errorf("%s: %d threads: %s, one thread: %s", negatives, threads, got, want)
			}
		}
	}
}

func TestReports(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	var steps []Step
	var epochs []EpochStats
	observer(trainer).OnStep = func(s Step) { steps = append(steps, s) }
	observer(trainer).OnEpoch = func(s EpochStats) { epochs = append(epochs, s) }
	mustTrain(t, trainer)
	if len(steps) != 8 || len(epochs) != 2 {
		t.Fatalf("%d steps, %d epochs", len(steps), len(epochs))
	}
	if s := steps[5]; s.Epoch != 2 || s.Batch != 2 || s.Batches != 4 || s.Items != 6 {
		t.Errorf("step 5: %+v", s)
	}
	var sum float64
	for _, s := range steps[4:8] {
		sum += s.Loss
	}
	if e := epochs[1]; e.Epoch != 2 || e.Loss != sum/4 || e.LR != 0.05 || !(e.ItemsPerSecond > 0) {
		t.Errorf("epoch 2: %+v, mean loss %v", e, sum/4)
	}
	// 24 of 26 images an epoch: two slots are still noise after the first.
	if got := epochs[0].NeverWritten; got != 2.0/26 {
		t.Errorf("never written: %v", got)
	}
}

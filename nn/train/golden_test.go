package train

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/internal/golden"
)

// goldenRun is a short training whose bits are held.
type goldenRun struct {
	encoder   string
	negatives Negatives
	loss      string // of goldenLosses
	variant   string // what is unusual about it
	change    func(*Trainer)
}

func (g goldenRun) name() string {
	name := fmt.Sprintf("%s/%s/%s", g.encoder, g.negatives, g.loss)
	if g.variant != "" {
		name += "/" + g.variant
	}
	return name
}

func (g goldenRun) trainer(t *testing.T, e *nn.Encoder) *Trainer {
	t.Helper()
	l, ok := goldenLosses()[g.loss]
	if !ok {
		t.Fatalf("no loss %q", g.loss)
	}
	trainer := trainerOf(e, g.negatives)
	trainer.Loss = l
	trainer.Source = classed(setOf(trainer), 3)
	g.change(trainer)
	return trainer
}

// TestGolden trains every encoder with every kind of negatives, the quickest with
// every loss as well, and compares with testdata/golden.txt.
func TestGolden(t *testing.T) {
	encoders := make(map[string]*nn.Encoder) // the random numbers of many weights take long
	for _, name := range architectures() {
		encoders[name] = newEncoder(t, name, goldenSize(name), 16)
	}
	got := make(map[string]string)
	for _, g := range slices.Concat(goldenEncoders(), goldenVariants()) {
		trainer := g.trainer(t, encoders[g.encoder].Clone())
		report := watch(trainer)
		if err := trainer.Train(t.Context()); err != nil {
			t.Fatalf("%s: %v", g.name(), err)
		}
		got["weights/"+g.name()] = fingerprint(trainer)
		got["reports/"+g.name()] = hex.EncodeToString(report.Sum(nil))
		if g.variant != "" || g.loss == "contrastive" || g.loss == "supcon" { // the others give no other shapes
			got["tensors/"+g.name()] = layout(trainer)
			got["embed/"+g.name()] = embedded(t, trainer)
		}
	}
	golden.Check(t, got, "weights/", "reports/", "tensors/", "embed/")
}

// architectures are those that everybody knows.
func architectures() []string {
	return slices.DeleteFunc(nn.Architectures(), func(name string) bool { return name == "tiny" })
}

// goldenSize is the height and width of an encoder's images.
func goldenSize(encoder string) int {
	if encoder == "resnet18" {
		return 4 // eleven million weights: pure Go on an emulated CPU shall not take minutes
	}
	return 8
}

// few is a cosine schedule over two epochs of two batches, which the default
// augmentation renders.
func few(t *Trainer) {
	t.Augment, t.Schedule, t.QueueLength = data.DefaultAugment(), CosineSchedule, 10
	t.Source = classed(mosaic(14, 8, 1), 3)
}

// once is a single epoch of them.
func once(t *Trainer) {
	few(t)
	t.Epochs = 1
}

// least is a single epoch of two batches of three images.
func least(t *Trainer) {
	once(t)
	t.Batch, t.QueueLength = 3, 5
	t.Source = classed(mosaic(6, t.Encoder.Shape().Height, 1), 3)
}

func goldenEncoders() []goldenRun {
	var runs []goldenRun
	for _, negatives := range []Negatives{Bank, Queue, InBatch} {
		for _, encoder := range architectures() {
			change := few
			if goldenSize(encoder) < 8 {
				if negatives != InBatch {
					continue // the others show what negatives do
				}
				change = least
			}
			runs = append(runs, goldenRun{encoder, negatives, "contrastive", "", change})
		}
		for l := range goldenLosses() {
			if l != "contrastive" {
				runs = append(runs, goldenRun{"mlp", negatives, l, "", once})
			}
		}
	}
	return runs
}

// goldenVariants are trainings under settings that goldenEncoders leave alone.
func goldenVariants() []goldenRun {
	cosine := func(t *Trainer) { t.TauSchedule = CosineTau }
	shortCosine := func(t *Trainer) { t.TauSchedule, t.TauMax, t.TauPeriod = CosineTau, 0.9, 1.3 }
	slow := func(t *Trainer) { learnableTau(t); t.LR = 0.005 }
	none := func(t *Trainer) { t.Momentum, t.WeightDecay, t.BankMomentum, t.KeyMomentum = 0, 0, 0, 0 }
	heavy := func(t *Trainer) { t.Momentum, t.WeightDecay, t.BankMomentum, t.KeyMomentum = 0.5, 0.01, 0.8, 0.7 }
	return []goldenRun{
		{"mlp", Bank, "contrastive", "cosine", cosine},
		{"mlp", InBatch, "macl", "cosine", shortCosine},
		{"mlp", Queue, "dcl", "cosine", shortCosine},
		{"mlp", InBatch, "contrastive", "learnable", learnableTau},
		{"mlp", Bank, "contrastive", "learnable", learnableTau},
		{"mlp", Queue, "contrastive-k", "learnable", learnableTau},
		{"mlp", InBatch, "macl", "learnable", learnableTau},
		{"mlp", InBatch, "debiased-beta", "learnable", learnableTau},
		{"mlp", Bank, "siglip-bias", "learnable", learnableTau},
		{"mlp", InBatch, "siglip", "learnable", slow},
		{"mlp", Bank, "contrastive", "none", none},
		{"mlp", Queue, "contrastive", "none", none},
		{"mlp", Bank, "contrastive", "heavy", heavy},
		{"mlp", Queue, "contrastive", "heavy", heavy},
		{"resnet8", Queue, "supcon", "blurred", func(t *Trainer) { t.Augment = data.Augment{Gray: 0.5, Blur: 0.5} }},
		{"mlp", Bank, "contrastive", "nesterov", func(t *Trainer) { few(t); t.Optimiser = "nesterov" }},
		{"mlp", InBatch, "contrastive", "adamw", func(t *Trainer) { few(t); t.Optimiser, t.LR = "adamw", 0.001 }},
		{"mlp", Bank, "contrastive", "ema", func(t *Trainer) { few(t); t.EMA = 0.2 }},
		{"mlp", InBatch, "supcon", "perclass", func(t *Trainer) { few(t); t.PerClass = 3 }},
		{"mlp", InBatch, "contrastive", "twins", func(t *Trainer) { few(t); t.PerClass, t.Source = 1, labelled(8, uneven(11, 1)...) }},
		{"mlp", Queue, "contrastive", "masked", func(t *Trainer) { few(t); t.OwnKeys, t.QueueLength = false, 17 }},
		{"mlp", Queue, "supcon", "masked", func(t *Trainer) { few(t); t.OwnKeys, t.QueueLength = false, 14 }},
		{"mlp", Bank, "contrastive", "rows", rows},
		{"mlp", InBatch, "contrastive", "heldout", func(t *Trainer) { few(t); t.Holdout = 5 }},
	}
}

// rows are those of numbers, with views of noise and of what is masked.
func rows(t *Trainer) {
	few(t)
	items := matrix.New(14, 9)
	for i := range items.Data {
		items.Data[i] = float32(i*i%23) - 11
	}
	var err error
	if t.Source, err = data.NewRows(items, nil, "rows"); err == nil {
		t.Encoder, err = nn.NewEncoder("mlp", t.Source.Shape(), 16, 7)
	}
	if err != nil {
		panic(err)
	}
	t.Augment = data.Augment{Noise: 0.2, Mask: 0.1}
}

// watch returns a hash that takes in all that the trainer is going to report
// which does not depend on the clock.
func watch(t *Trainer) hash.Hash {
	h := sha256.New()
	observer(t).OnStep = func(s Step) {
		fmt.Fprintln(h, s.Epoch, s.Batch, s.Batches, s.Items, math.Float64bits(s.Loss), math.Float64bits(s.Tau))
	}
	observer(t).OnEpoch = func(s EpochStats) {
		fmt.Fprintln(h, s.Epoch, math.Float64bits(s.Loss), math.Float64bits(s.LR),
			math.Float64bits(s.NeverWritten), math.Float64bits(s.Tau), s.Skipped)
		if m := s.Heldout; m != nil {
			fmt.Fprintln(h, math.Float64bits(m.Top1), math.Float64bits(m.Uniformity), math.Float64bits(*m.Tolerance))
		}
	}
	return h
}

// layout is a hash of the names and shapes that a checkpoint of the run has, which
// runs of before must find again.
func layout(t *Trainer) string {
	h := sha256.New()
	for _, x := range t.run.tensors() {
		fmt.Fprintln(h, x.Name, x.Shape)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// embedded is a hash of the embeddings and features of the images trained on.
func embedded(t *testing.T, trainer *Trainer) string {
	all, err := trainer.Best().Embed(t.Context(), trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	return safetensors.Digest([]safetensors.Tensor{{Data: all.Embedding.Data}, {Data: all.Features.Data}})
}

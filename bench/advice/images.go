package main

import (
	"context"
	"errors"
	"slices"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
	"gonum.org/v1/gonum/blas/blas32"
)

// images are a subject whose encoders are trained from nothing.
type images struct {
	called      string
	settings    job.Settings
	items, test data.Source // the held-out ones at the end of items
}

const (
	looked = 1024 // training images that a snapshot looks at
	voters = 2048 // those that held-out images are classified by after an epoch
)

// shapes are the drawn images, with the settings of the quick study: it trains on 1536 of
// them.
func shapes(ctx context.Context) (*images, error) {
	s := study.Defaults().Settings
	s.Augment.MinScale, s.Warmup, s.Holdout = 0.65, s.Epochs/6, 256
	return load(ctx, "shapes", s, 1536, 1536)
}

// cifar are the first 10,000 images of CIFAR-10 to train on.
func cifar(ctx context.Context, dir string) (*images, error) {
	s := job.Defaults()
	s.Data, s.Encoder, s.Negatives, s.Schedule = dir, "resnet8", train.InBatch, train.CosineSchedule
	s.Epochs, s.Batch, s.LR, s.Warmup, s.Holdout = 10, 256, 0.06, 1, 1000
	return load(ctx, "CIFAR-10", s, 10_000, 2000)
}

// load reads so many images to train on, those to hold out, and so many to test on.
func load(ctx context.Context, name string, s job.Settings, trained, tested int) (*images, error) {
	i := &images{called: name, settings: s}
	var err error
	s.Limit = trained + s.Holdout
	if i.items, _, err = s.Load(ctx, data.Train, job.Watch{}); err != nil {
		return nil, err
	}
	s.Limit = tested
	i.test, _, err = s.Load(ctx, data.Test, job.Watch{})
	return i, err
}

func (i *images) name() string { return i.called }

func (i *images) taus() []float64 { return []float64{0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1} }

// trained are the items that are not held out.
func (i *images) trained() data.Source {
	return data.Part(i.items, 0, i.items.Len()-i.settings.Holdout)
}

func (i *images) heldout() data.Source {
	return data.Part(i.items, i.items.Len()-i.settings.Holdout, i.items.Len())
}

func (i *images) seeded(seed uint64) job.Settings {
	s := i.settings
	s.Seed = seed
	return s
}

func (i *images) encoder(seed uint64) (*nn.Encoder, error) {
	e, err := i.seeded(seed).NewEncoder(i.items.Shape())
	if err == nil {
		e.Threads = 1
	}
	return e, err
}

func (i *images) before(ctx context.Context, seed uint64) (given, untrained *Snapshot, err error) {
	if given, err = i.pixels(ctx, seed); err != nil {
		return nil, nil, err
	}
	e, err := i.encoder(seed)
	if err != nil {
		return nil, nil, err
	}
	untrained, err = i.look(ctx, e, seed)
	return given, untrained, err
}

// pixels looks at the standardised pixels.
func (i *images) pixels(ctx context.Context, seed uint64) (*Snapshot, error) {
	s := data.Limit(i.trained(), looked)
	z, views := pixelRows(s), [2]blas32.General{pixelRows(s), pixelRows(s)}
	for item := range s.Len() {
		s.Item(matrix.Row(z, item), item)
		for v, view := range views {
			s.View(matrix.Row(view, item), item, i.settings.Augment, data.Key{Seed: seed, Epoch: nn.ViewEpoch, View: v})
		}
	}
	return snapshotOf(ctx, z, data.Labels(s), views)
}

func pixelRows(s data.Source) blas32.General { return matrix.New(s.Len(), s.Shape().Size()) }

// look looks at what an encoder makes of training images.
func (i *images) look(ctx context.Context, e *nn.Encoder, seed uint64) (*Snapshot, error) {
	s := data.Limit(i.trained(), looked)
	z, err := e.Embed(ctx, s)
	if err != nil {
		return nil, err
	}
	var views [2]blas32.General
	if views[0], views[1], err = e.EmbedViews(ctx, s, i.settings.Augment, seed); err != nil {
		return nil, err
	}
	return snapshotOf(ctx, z.Embedding, data.Labels(s), views)
}

func (i *images) train(ctx context.Context, seed uint64, tau float64) (*Training, error) {
	e, err := i.encoder(seed)
	if err != nil {
		return nil, err
	}
	t := &Training{Tau: tau}
	var failed error
	trainer := train.Trainer{
		Settings: i.seeded(seed).Settings, Encoder: e, Loss: loss.Contrastive{Tau: tau}, Source: i.items, Threads: 1,
		Observers: []train.Observer{{OnEpoch: func(s train.EpochStats) {
			failed = errors.Join(failed, i.watch(ctx, t, e, seed, s))
		}}},
	}
	if err := trainer.Train(ctx); err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, failed
	}
	t.Scores, err = i.score(ctx, e)
	return t, err
}

// watch records an epoch.
func (i *images) watch(ctx context.Context, t *Training, e *nn.Encoder, seed uint64, s train.EpochStats) error {
	voted, err := i.neighbours(ctx, e, data.Limit(i.trained(), voters), i.heldout())
	if err != nil {
		return err
	}
	t.Epochs = append(t.Epochs, s.Epoch)
	t.Curve = append(t.Curve, rounded(s.Heldout.Top1, 4))
	t.Voted = append(t.Voted, voted)
	if s.Epoch == max(1, i.settings.Epochs/8) && slices.Contains(references, t.Tau) {
		t.Early, err = i.look(ctx, e, seed)
	}
	return err
}

// neighbours is the share of some items that their nearest neighbours among others give their
// class.
func (i *images) neighbours(ctx context.Context, e *nn.Encoder, among, of data.Source) (float64, error) {
	var z [2]eval.Labelled
	for side, s := range []data.Source{among, of} {
		embedded, err := e.Embed(ctx, s)
		if err != nil {
			return 0, err
		}
		z[side] = eval.Labelled{Rows: embedded.Embedding, Labels: data.Labels(s)}
	}
	score, err := eval.DefaultKNN().Classify(ctx, 1, z[0], z[1])
	return rounded(score.Top1, 4), err
}

// score measures the test images by the training images.
func (i *images) score(ctx context.Context, e *nn.Encoder) (map[string]float64, error) {
	nearest, err := i.neighbours(ctx, e, i.trained(), i.test)
	if err != nil {
		return nil, err
	}
	trained, err := e.Embed(ctx, i.trained())
	if err != nil {
		return nil, err
	}
	tested, err := e.Embed(ctx, i.test)
	if err != nil {
		return nil, err
	}
	linear, err := eval.DefaultProbe().Classify(ctx, 1,
		eval.Labelled{Rows: trained.Features, Labels: data.Labels(i.trained())},
		eval.Labelled{Rows: tested.Features, Labels: data.Labels(i.test)})
	return map[string]float64{kNN: nearest, probe: rounded(linear.Top1, 4)}, err
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/npy"
	"github.com/abc86604/temper/nn/train"
)

// A cifarRun is training from a data set's files to the weights, with all that
// belongs to it: views by the default augmentation, in-batch loss, SGD.
type cifarRun struct {
	Data    string  `json:"data"`    // its folder
	Encoder string  `json:"encoder"` // with embeddings of Dim values
	Dim     int     `json:"dim"`
	Images  int     `json:"images"` // a step, each of which has two views
	Tau     float64 `json:"tau"`
}

// readRun reads the run in a folder, from cifar.json, and the images it names.
func readRun(folder string) (run cifarRun, set *data.Set, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "cifar.json"))
	if err != nil {
		return run, nil, err
	}
	if err := json.Unmarshal(text, &run); err != nil {
		return run, nil, fmt.Errorf("%s: %w", folder, err)
	}
	images, err := data.Load(context.Background(), run.Data, data.Train)
	if err != nil {
		return run, nil, err
	}
	set = images.(*data.Set)
	if run.Images < 2 || run.Images > set.Len() {
		return run, nil, fmt.Errorf("%s: %d images a step, of %d", folder, run.Images, set.Len())
	}
	return run, set, nil
}

// A fit is such a run, a call of which is a step.
type fit struct {
	*suite.Training
	images int // of the data set
}

// loadFit prepares the run in a folder, and takes its first step.
func loadFit(folder string) (*fit, error) {
	run, set, err := readRun(folder)
	if err != nil {
		return nil, err
	}
	e, err := nn.NewEncoder(run.Encoder, data.Shape{Height: set.Height, Width: set.Width, Channels: set.Channels}, run.Dim, 1)
	if err != nil {
		return nil, err
	}
	settings := train.Defaults()
	settings.Negatives, settings.Batch = train.InBatch, run.Images
	f := &fit{images: set.Len(), Training: suite.NewTraining(train.Trainer{
		Settings: settings, Encoder: e, Loss: loss.Contrastive{Tau: run.Tau}, Source: set,
	})}
	if _, err := f.Steps(1); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *fit) result() float64 { return float64(f.images) }

func (f *fit) time(calls int) (time.Duration, error) { return f.Steps(calls) }

// views are those of a step without the step, of the first images of a data set.
type views struct {
	set     *data.Set
	augment data.Augment
	epoch   uint64
	rows    []float32
}

// loadViews makes the views of one step of the run in a folder, and writes them to
// views.npy there, one a row: the first view of every image, then the second.
func loadViews(folder string) (*views, error) {
	run, set, err := readRun(folder)
	if err != nil {
		return nil, err
	}
	set = set.Limit(run.Images)
	v := &views{set: set, augment: data.DefaultAugment(), rows: make([]float32, 2*len(set.Pixels))}
	v.make()
	return v, npy.WriteFloat32(filepath.Join(folder, "views.npy"), matrix.Of(v.rows, 2*set.Len(), len(v.rows)/(2*set.Len())))
}

// make makes the views of the next epoch.
func (v *views) make() {
	n := v.set.Len()
	size := len(v.rows) / (2 * n)
	parallel.For(runtime.GOMAXPROCS(0), 2*n, func(i int) {
		v.set.View(v.rows[i*size:][:size], i%n, v.augment, data.Key{Seed: 1, Epoch: v.epoch, View: i / n})
	})
	v.epoch++
}

func (v *views) result() float64 { return float64(2 * v.set.Len()) }

func (v *views) time(calls int) (time.Duration, error) {
	start := time.Now()
	for range calls {
		v.make()
	}
	return time.Since(start), nil
}

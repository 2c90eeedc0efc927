package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	folder "github.com/abc86604/temper/nn/run"
	"github.com/abc86604/temper/nn/train"
)

// weights say which of a training an encoder has.
type weights struct {
	known                bool // else a file says nothing of it
	epoch, batch, epochs int
}

func (w weights) String() string {
	switch {
	case !w.known:
		return "the weights of a file"
	case w.epoch == 0 && w.batch == 0:
		return "the weights before the first step"
	case w.batch == 0:
		return fmt.Sprintf("the weights after epoch %d of %d", w.epoch, w.epochs)
	}
	return fmt.Sprintf("the weights within epoch %d of %d", w.epoch+1, w.epochs)
}

// weightsOf are those of a run.
func weightsOf(r *train.Run) weights { return weights{true, r.Epoch, r.Batch, r.Epochs} }

// openRun opens the run that is to be embedded with, nil where path is a file of weights or
// --encoder says what a folder has lost. What the flags do not say of the data is as it was
// in training.
func (f *embedFlags) openRun(cmd *cobra.Command, path string) (*train.Run, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() || cmd.Flags().Changed("encoder") {
		return nil, needFlags(cmd, "embed", "data")
	}
	r, err := train.Open(path)
	if errors.Is(err, folder.ErrNoMetadata) {
		return nil, fmt.Errorf("%s: %w; its weights can be embedded with --encoder, which names their architecture", path, folder.ErrNoMetadata)
	}
	if err != nil {
		return nil, err
	}
	printNotice(cmd, r.Notice)
	if !cmd.Flags().Changed("data") {
		was := settingsOf(r)
		overlay(cmd, &was, &f.job)
		f.job = was
	}
	if f.job.Data == "" {
		r.Close()
		return nil, usagef("embed needs --data: %s does not say where its data came from", path)
	}
	return r, nil
}

// encoder is that of a run, or of a file of weights, for items of a shape.
func (f *embedFlags) encoder(cmd *cobra.Command, r *train.Run, path string, shape data.Shape) (*nn.Encoder, weights, error) {
	switch {
	case r != nil:
		e, err := r.NewEncoder()
		return e, weightsOf(r), err
	case !cmd.Flags().Changed("encoder"):
		e, err := nn.Load(path)
		if err != nil {
			err = fmt.Errorf("%w; --encoder names the architecture of a file that does not", err)
		}
		return e, weights{}, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, folder.CheckpointFile)
	}
	e, err := train.LoadWeights(path, f.job.Encoder, shape)
	return e, weights{}, err
}

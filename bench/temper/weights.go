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

// encoder is that of a run's folder or of a file of weights, for items of a shape.
func (f *embedFlags) encoder(cmd *cobra.Command, path string, shape data.Shape) (*nn.Encoder, weights, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, weights{}, err
	case cmd.Flags().Changed("encoder"):
		if info.IsDir() {
			path = filepath.Join(path, folder.CheckpointFile)
		}
		e, err := train.LoadWeights(path, f.job.Encoder, shape)
		return e, weights{}, err
	case !info.IsDir():
		e, err := nn.Load(path)
		if err != nil {
			err = fmt.Errorf("%w; --encoder names the architecture of a file that does not", err)
		}
		return e, weights{}, err
	}
	r, err := train.Open(path)
	if errors.Is(err, folder.ErrNoMetadata) {
		err = fmt.Errorf("%s: %w; its weights can be embedded with --encoder, which names their architecture", path, folder.ErrNoMetadata)
	}
	if err != nil {
		return nil, weights{}, err
	}
	defer r.Close()
	for _, notice := range r.Notices {
		fmt.Fprintln(cmd.ErrOrStderr(), "temper:", notice)
	}
	e, err := r.NewEncoder()
	return e, weightsOf(r), err
}

package train

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// Trainer trains an encoder with a contrastive loss. Encoder, Loss, Source and Settings,
// which begin with [Defaults], must be given. With the same ones, and the same initial
// weights, the trained weights have the same bits on every machine and at any number of
// threads.
type Trainer struct {
	Settings

	Encoder *nn.Encoder // trained in place
	Loss    loss.Loss   // of package loss, with its temperature
	Source  data.Source // with labels, if the loss or PerClass asks for them

	// Dir is the run's folder, of which package run says what it holds. Checkpoints are
	// written at the start, after every epoch and when training is cancelled, and with
	// SaveEvery at the first step after each such time. With SavePause an epoch that ends
	// within such a time of the last checkpoint has none, unless it is the last: where epochs
	// are short, checkpoints would take longer. The folder is made if need be; if
	// something has been learned in it already that is an error. "": nothing is kept.
	Dir       string
	SaveEvery time.Duration
	SavePause time.Duration
	Origin    Origin // where Source came from, for whoever resumes the run

	Threads   int // goroutines; 0: all
	Observers []Observer

	run *training // nil before training
}

// Origin says where the items of a run came from. It decides nothing: the items are known
// by their digest.
type Origin struct {
	Path    string `json:"path,omitempty"`        // what a data.Loader read
	Labels  string `json:"labels_path,omitempty"` // of the classes of rows, or which of an image's
	Limit   int    `json:"limit,omitempty"`       // the first so many of them; 0: all
	SkipBad bool   `json:"skip_bad,omitempty"`    // bad items were left out
	Ground  string `json:"ground,omitempty"`      // behind transparent images, in a word; "": black
	Decoder string `json:"decoder,omitempty"`     // what made the pixels, where another may make others
}

// Train trains until the last epoch is complete. When ctx is cancelled it abandons the
// step that it is in as if it had not begun, writes a checkpoint if there is a Dir, and
// returns the cause; called again on the same Trainer it goes on from there, as it does
// on one that [Resume] returned. Epochs may have grown in between. A run that is complete
// returns nil at once.
//
// Settings that make no sense, too few items, a folder that cannot be written, that
// another process trains in or that holds a run are errors before any training. A loss or
// weights that are no longer finite end the training with a [*DivergedError]; the files
// in Dir stay as the last good checkpoint left them. Of such weights Train makes no more:
// called again it returns the same error.
func (t *Trainer) Train(ctx context.Context) error {
	err := t.train(ctx)
	for _, o := range t.Observers {
		if o.OnEnd != nil {
			o.OnEnd(err)
		}
	}
	return err
}

func (t *Trainer) train(ctx context.Context) error {
	set, err := t.settled()
	if err != nil {
		return err
	}
	if t.run == nil || !t.run.begun() {
		t.run, err = newTraining(set, describe(set))
	} else {
		err = t.run.goOnWith(set)
	}
	if err != nil {
		return err
	}
	return t.run.train(ctx)
}

// Check returns the error with which [Trainer.Train] would refuse to begin for its settings,
// encoder, loss and items; its folder is not looked at.
func (t *Trainer) Check() error {
	_, err := t.settled()
	return err
}

// settled returns a copy of the trainer whose settings have been checked and filled in.
func (t *Trainer) settled() (*Trainer, error) {
	s := *t
	if s.Encoder == nil || s.Loss == nil || s.Source == nil {
		return nil, errors.New("a Trainer needs Encoder, Loss and Source")
	}
	if s.Threads <= 0 {
		s.Threads = runtime.GOMAXPROCS(0)
	}
	if s.run != nil {
		s.fillAs(s.run.config.Settings)
	}
	return &s, s.check()
}

// History returns what is known of the complete epochs, from the first one on, also where
// an earlier process trained them.
func (t *Trainer) History() []EpochStats {
	if t.run == nil {
		return nil
	}
	return slices.Clone(t.run.at.History)
}

// Best returns the encoder to embed with: that of the averaged weights if the run has an
// EMA, else Encoder itself.
func (t *Trainer) Best() *nn.Encoder {
	if t.run == nil {
		return t.Encoder
	}
	return t.run.best()
}

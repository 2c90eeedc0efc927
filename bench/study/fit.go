package study

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/abc86604/temper/nn/run"
	"github.com/abc86604/temper/nn/train"
)

// savePause is how long a cell trains between checkpoints, and what a kill may cost.
const savePause = 20 * time.Second

// fit trains a trial, from where an earlier process left it, and returns the trainer with
// the points of its curve.
func (s *Study) fit(ctx context.Context, t trial, threads int) (*train.Trainer, *follower, error) {
	trainer, err := s.trainer(t)
	if err != nil {
		return nil, nil, err
	}
	trainer.Threads, trainer.SavePause = threads, savePause
	f, err := s.follow(t.Cell, trainer)
	if err != nil {
		return nil, nil, err
	}
	look := func() error {
		if t.seed != s.Settings.Seed {
			return nil
		}
		return f.look(ctx, trainer.Best(), trainer.History())
	}
	if err := look(); err != nil { // the process may have died before it could
		return nil, nil, err
	}
	var unseen error
	trainer.Observers = []train.Observer{
		{OnStep: func(step train.Step) { s.step(t, step) }},
		{OnEpoch: func(train.EpochStats) { unseen = errors.Join(unseen, look()) }},
	}
	if err := trainer.Train(ctx); err != nil {
		return nil, nil, err
	}
	return trainer, f, unseen
}

// trainer is one that goes on with the trial's training, or begins it.
func (s *Study) trainer(t trial) (*train.Trainer, error) {
	dir := s.runFolder(t)
	r, err := train.Open(dir)
	if err == nil {
		defer r.Close()
		return r.Resume(s.train)
	}
	if _, found := run.Open(dir); !errors.Is(found, run.ErrNone) { // damaged, or in use
		return nil, err
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	objective, err := s.Settings.objective(t.Cell)
	if err != nil {
		return nil, err
	}
	settings := t.settings(s.Settings)
	e, err := settings.NewEncoder(s.train.Shape())
	if err != nil {
		return nil, err
	}
	return &train.Trainer{
		Settings: settings.Settings.Settings, Encoder: e, Loss: objective, Source: s.train,
		Dir: dir, Origin: s.origin,
	}, nil
}

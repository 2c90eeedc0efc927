package study

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
)

// load reads both splits of the data.
func (s *Study) load(ctx context.Context, w job.Watch) (err error) {
	if s.train, s.origin, err = s.Settings.Load(ctx, data.Train, w); err != nil {
		return err
	}
	if s.test, _, err = s.Settings.Load(ctx, data.Test, w); err != nil {
		return err
	}
	if data.Labels(s.train) == nil || data.Labels(s.test) == nil {
		return fmt.Errorf("a study needs labels, and %s has none", s.Settings.Data)
	}
	if n := s.train.Len() - s.Settings.Holdout; n < s.Settings.Batch {
		return fmt.Errorf("%d items to train on are fewer than a batch of %d", n, s.Settings.Batch)
	}
	return nil
}

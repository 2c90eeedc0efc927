package adapt

import (
	"context"

	"github.com/abc86604/temper/loss"
)

// An attempt is a training with one loss without one fold, as far as it has come.
type attempt struct {
	*search
	loss    loss.Loss
	fold    []int
	threads int

	training training // nil before the first pass
	passes   int
	scores   [][]float64 // of the fold's queries, at each look so far
}

// advance trains on until so many passes are made, and scores the fold's queries at each look.
// What ends within a pass begins anew when it is called again.
func (a *attempt) advance(ctx context.Context, passes int) (err error) {
	if a.training == nil {
		if a.training, err = a.task.begin(a.threads, a.loss, a.fold); err != nil {
			return err
		}
	}
	for a.passes < passes {
		if _, err := a.training.run(ctx); err != nil {
			a.training, a.passes, a.scores = nil, 0, nil
			return err
		}
		a.passes++
		a.progress()
		if a.passes < a.looks[len(a.scores)] {
			continue
		}
		scores, err := a.measure(a.threads, a.training.head(), a.fold)
		if err != nil {
			return err
		}
		a.scores = append(a.scores, scores)
	}
	return nil
}

package suite

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/loss"
)

// Loads are what a schedule is predicted for: the steps at their batches, those of
// the small networks at 64 rows as well, and the in-batch loss.
func Loads(seed uint64) []Load {
	var loads []Load
	for _, s := range Steps {
		loads = append(loads, s.Load(s.Name(), seed))
	}
	for _, s := range Steps[:2] {
		s.Rows = 64
		loads = append(loads, s.Load(s.Name()+"_64", seed))
	}
	for _, rows := range []int{4096, 8192} {
		loads = append(loads, draw{seed}.inBatchLoad(rows))
	}
	return loads
}

// Load is the step to record.
func (s StepShape) Load(name string, seed uint64) Load {
	return Load{name, s.shape(), func() (Work, error) {
		step, err := s.New(seed, 1)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, threads int) error {
			step.SetThreads(threads)
			return step.Take(ctx)
		}, nil
	}}
}

// inBatchLoad is the in-batch loss with its gradient, of rows in all.
func (d draw) inBatchLoad(rows int) Load {
	return Load{fmt.Sprintf("inbatch_%dx%d", rows, width), shape(rows, width), func() (Work, error) {
		var ws loss.Workspace
		p := loss.InBatch(d.matrix(rows/2, width, 1), d.matrix(rows/2, width, 2))
		return func(ctx context.Context, threads int) error {
			ws.Threads = threads
			_, err := ws.Compute(ctx, loss.Contrastive{Tau: tau}, p)
			return err
		}, nil
	}}
}

package suite

import (
	"context"
	"slices"
	"time"
)

// A runner times runs of one program, each of about the same length.
type runner struct {
	time  Timer
	calls int // in a run
}

// newRunner warms a program up and finds out how many of its calls make a run.
func newRunner(t Timer, length time.Duration) (runner, error) {
	r := runner{time: t, calls: 1}
	for range 2 { // the first call is slow: buffers grow, caches are cold
		elapsed, err := t(r.calls)
		if err != nil {
			return r, err
		}
		r.calls = max(1, int(float64(length)/max(1, float64(elapsed))*float64(r.calls)))
	}
	return r, nil
}

// run returns the seconds that a call takes in one run.
func (r runner) run() (float64, error) {
	elapsed, err := r.time(r.calls)
	return max(elapsed.Seconds(), 1e-9) / float64(r.calls), err
}

// collect runs a subject and, in turn with it, its peers.
func collect(ctx context.Context, subject Subject, b Budget) (samples, error) {
	self, err := newRunner(subject.Time, b.Run)
	if err != nil {
		return samples{}, err
	}
	peers := make([]runner, len(subject.Peers))
	for i, p := range subject.Peers {
		if peers[i], err = newRunner(p.Time, b.Run); err != nil {
			return samples{}, err
		}
	}
	var seconds []float64
	ratios := map[string][]float64{}
	start := time.Now()
	for i := 0; i < b.Runs || time.Since(start) < b.Row; i++ {
		if err := ctx.Err(); err != nil {
			return samples{}, err
		}
		t, err := self.run()
		if err != nil {
			return samples{}, err
		}
		seconds = append(seconds, t)
		if i >= b.Pairs && time.Since(start) > b.Row {
			continue
		}
		for j, p := range peers {
			peer, err := p.run()
			if err != nil {
				return samples{}, err
			}
			name := subject.Peers[j].Name
			ratios[name] = append(ratios[name], peer/t)
		}
	}
	return samples{slices.Min(seconds), median(seconds), ratios}, nil
}

package eval

import (
	"context"
	"fmt"
	"sync"
)

// Progress says how far a measurement is.
type Progress struct {
	Work        string // "uniformity", "kNN", "linear probe" or "search"
	Unit        string // what Done and Total count: "tiles", "queries", "iterations", "epochs", "documents"
	Done, Total int
	// Gradient is its largest element where the linear probe by L-BFGS stands, which ends
	// at 1e-6 and perhaps long before Total; 0 of other work.
	Gradient float64
}

func (p Progress) String() string {
	if p.Gradient > 0 {
		return fmt.Sprintf("%s: %d of at most %d %s, gradient %.1e", p.Work, p.Done, p.Total, p.Unit, p.Gradient)
	}
	return fmt.Sprintf("%s: %d of %d %s", p.Work, p.Done, p.Total, p.Unit)
}

type progressKey struct{}

// WithProgress returns a context with which [Uniformity], [KNN], [Probe] and [SGDProbe], all
// that measures by them, and whoever has asked [Count], tell how far they are. They call
// report often and from several goroutines, one measurement one call at a time; the result
// is the same.
func WithProgress(ctx context.Context, report func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// counter counts the work of one measurement, for whoever wants to know.
type counter struct {
	mutex  sync.Mutex
	report func(Progress) // nil: nobody
	at     Progress
}

// Count returns what work of total units is to call with the number of those that it has
// done since, for whoever [WithProgress] says wants to know how far it is.
func Count(ctx context.Context, work, unit string, total int) (add func(done int)) {
	return newCounter(ctx, work, unit, total).add
}

func newCounter(ctx context.Context, work, unit string, total int) *counter {
	report, _ := ctx.Value(progressKey{}).(func(Progress))
	return &counter{report: report, at: Progress{Work: work, Unit: unit, Total: total}}
}

// add says that so much more is done.
func (c *counter) add(done int) {
	if c.report == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.at.Done += done
	c.report(c.at)
}

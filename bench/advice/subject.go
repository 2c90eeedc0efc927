package main

import "context"

// A subject is data to train on, again and again with other seeds and temperatures. Its
// methods may be called by several goroutines at once, and each takes one thread.
type subject interface {
	name() string
	taus() []float64 // the grid, rising
	// before looks at what there is before any training.
	before(ctx context.Context, seed uint64) (given, untrained *Snapshot, err error)
	train(ctx context.Context, seed uint64, tau float64) (*Training, error)
}

// The measures of a subject's test items.
const (
	kNN    = "kNN"
	probe  = "probe"
	all    = "all"
	unseen = "unseen"
)

// references are the temperatures at which a training is looked at after an eighth of it.
var references = []float64{0.1, 0.5}

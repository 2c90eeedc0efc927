package data

import (
	"context"
	"runtime"
	"sync"

	"github.com/abc86604/temper/kernels/parallel"
)

// each calls f for 0, 1, ..., n-1, on all cores, until one call fails or ctx ends. It
// returns ctx.Err(), or else the error of the first in order that failed: calls are
// begun in order, so that those before a failed one have all been made.
func each(ctx context.Context, n int, f func(i int) error) error {
	var mutex sync.Mutex
	var failure error
	first := n
	stopped := func(i int) bool {
		mutex.Lock()
		defer mutex.Unlock()
		return i > first || ctx.Err() != nil
	}
	parallel.For(runtime.GOMAXPROCS(0), n, func(i int) {
		if stopped(i) {
			return
		}
		if err := f(i); err != nil {
			mutex.Lock()
			defer mutex.Unlock()
			if i < first {
				first, failure = i, err
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	return failure
}

package data

import (
	"context"
	"runtime"

	"github.com/abc86604/temper/kernels/parallel"
)

// each calls f for 0, 1, ..., n-1, on all cores, until ctx ends, whose error it returns.
func each(ctx context.Context, n int, f func(i int)) error {
	parallel.For(runtime.GOMAXPROCS(0), n, func(i int) {
		if ctx.Err() == nil {
			f(i)
		}
	})
	return ctx.Err()
}

package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/abc86604/temper/kernels/parallel"
)

// A recording trains what has not been recorded yet, and keeps each result at once.
type recording struct {
	results *Results
	path    string
	log     io.Writer
	mutex   sync.Mutex // of results, the file and the log
}

// work is one training, or with a temperature of 0 the look at what is there before.
type work struct {
	subject
	run *Run
	tau float64
}

// todo is what is missing of some subjects with seeds from 1 up, seed by seed.
func (r *recording) todo(subjects []subject, seeds int) (missing []work) {
	for seed := range uint64(seeds) {
		for _, s := range subjects {
			run := r.results.run(s.name(), seed+1)
			if run.Given == nil {
				missing = append(missing, work{s, run, 0})
			}
			for _, tau := range s.taus() {
				if run.at(tau) == nil {
					missing = append(missing, work{s, run, tau})
				}
			}
		}
	}
	return missing
}

// record does all that is missing, as many at once as there are threads.
func (r *recording) record(ctx context.Context, threads int, subjects []subject, seeds int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	missing := r.todo(subjects, seeds)
	parallel.For(threads, len(missing), func(i int) {
		if ctx.Err() != nil {
			return
		}
		if err := r.do(ctx, missing[i]); err != nil {
			cancel(err)
		}
	})
	return context.Cause(ctx)
}

// do does one work and writes the results.
func (r *recording) do(ctx context.Context, w work) error {
	begun := time.Now()
	keep, err := w.do(ctx)
	if err != nil {
		return fmt.Errorf("%s, seed %d, temperature %v: %w", w.name(), w.run.Seed, w.tau, err)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	keep()
	fmt.Fprintf(r.log, "%s, seed %d, temperature %v: %.0f s\n", w.name(), w.run.Seed, w.tau, time.Since(begun).Seconds())
	return r.results.write(r.path)
}

// do returns what enters the result into the run.
func (w work) do(ctx context.Context) (keep func(), err error) {
	if w.tau == 0 {
		given, untrained, err := w.before(ctx, w.run.Seed)
		return func() { w.run.Given, w.run.Untrained = given, untrained }, err
	}
	t, err := w.train(ctx, w.run.Seed, w.tau)
	return func() { w.run.put(t) }, err
}

package suite

import (
	"sync"
	"time"

	"github.com/abc86604/temper/kernels"
)

// loops returns the case of the ceiling's loop on several cores at once, beside
// the same loop on one: how many times as much as one they do together. That is
// fewer than their number where cores share power, heat or a machine.
func loops(threads int) Case {
	const turns = 1024
	b := kernels.Active()
	one := Calls(func() { b.FMALoop(turns) })
	all := func(calls int) (time.Duration, error) {
		start := time.Now()
		var done sync.WaitGroup
		for range threads {
			done.Go(func() { one(calls) })
		}
		done.Wait()
		return time.Since(start), nil
	}
	return Case{
		Name: "gain", ISA: b.Name(), Threads: threads, Shape: "registers", Unit: GFLOPs, Flops: float64(threads) * float64(b.FMALoop(turns)),
		Prepare: func() (Subject, error) { return Subject{Time: all, Peers: []Peer{{oneThread, one}}}, nil },
	}
}

// loopBudget makes the loop's runs long beside the start of goroutines.
var loopBudget = Budget{Runs: 20, Pairs: 20, Run: 5 * time.Millisecond}

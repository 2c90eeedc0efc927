package suite

import "time"

// The units of a rate.
const (
	GFLOPs     = "GFLOP/s"
	ElementsNs = "elements/ns"
)

// A Case is one thing to time.
type Case struct {
	Name    string // "sgemm"
	ISA     string // the backend's name
	Threads int    // that work at once
	Shape   string // "1024x1024x1024"

	Unit     string  // GFLOPs or ElementsNs: what the rate counts
	Elements float64 // that one call works through
	// Flops is the number of floating-point operations that one call is counted
	// as, a multiply-add being two: those it needs at least. 0 if arithmetic is not
	// what it is about.
	Flops float64

	// Prepare makes the inputs. It is called once, when the case's turn comes.
	Prepare func() (Subject, error)
}

// A Subject is a case that is ready to run.
type Subject struct {
	Time  Timer
	Peers []Peer // what else does the same work
	Close func() // ends what Prepare began, if not nil
}

// A Peer is another program for the same work.
type Peer struct {
	Name string
	Time Timer
}

// A Timer makes a number of calls, one after the other, and returns how long
// they took together.
type Timer func(calls int) (time.Duration, error)

// Calls returns the timer of a function. All of them share one loop: where its
// code lies makes a difference of some per cent to the shortest calls.
//
//go:noinline
func Calls(f func()) Timer {
	return func(calls int) (time.Duration, error) {
		start := time.Now()
		for range calls {
			f()
		}
		return time.Since(start), nil
	}
}

// ready is a Prepare for work that needs nothing but a function and its peers.
func ready(f func(), peers ...Peer) (Subject, error) {
	return Subject{Time: Calls(f), Peers: peers}, nil
}

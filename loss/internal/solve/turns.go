package solve

import (
	"runtime"
	"sync/atomic"
	"time"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
)

// Several tiles of a block may be worked on at once. What is in them is computed by all
// at the same time; what it adds up to is added in turn, in the order of visits, so
// that a sum has the same bits whoever adds to it and when. A block has several sums
// that take turns of their own: what is kept per row, and each panel of its gradient, so
// that one tile adds to a panel while the next adds to the panel before it.

// rowChannel is the channel of what is kept per row; those behind it are the gradient's
// panels.
const (
	rowChannel = iota
	panelChannel
)

// turns are how many tiles have had their turn: per block and channel.
type turns struct {
	counts   []atomic.Int32
	channels int
}

// turnsOfLine is how many fit a cache line: tiles of different blocks share none.
const turnsOfLine = 16

func (t *turns) reset(blocks, channels int) {
	t.channels = (channels + turnsOfLine - 1) / turnsOfLine * turnsOfLine
	t.counts = matrix.Grow(t.counts, blocks*t.channels)
}

// restart forgets the turns of a pass.
func (t *turns) restart() {
	for i := range t.counts {
		t.counts[i].Store(0)
	}
}

func (t *turns) of(block int) []atomic.Int32 { return t.counts[block*t.channels:][:t.channels] }

// A queue is where a tile stands for one of its blocks: it wants the channels from next
// up to end.
type queue struct {
	counts    []atomic.Int32
	turn      int32
	next, end int
}

func (q *queue) left() bool { return q.next < q.end }

func (q *queue) ready() bool { return q.counts[q.next].Load() == q.turn }

// queues are those of a tile's rows and of its columns.
type queues struct {
	of    [2]queue
	at    int  // whose turn it is
	inUse bool // it is
	ended *atomic.Bool
}

// The places of a tile's rows and columns.
const (
	ofRows = iota
	ofCols
)

// want lets a tile stand for its rows, and for its columns if they have sums as well.
func (q *queues) want(cols bool, first, end int) {
	for i := range q.of {
		q.of[i].next, q.of[i].end = first, end
	}
	if !cols {
		q.of[ofCols].end = first
	}
}

// next gives up the turn that the tile has and waits for any other that it wants. It
// returns false when the tile has had all of them, or the pass has ended early.
func (q *queues) next() bool {
	if q.inUse {
		q.pass()
	}
	for spins := 0; q.of[ofRows].left() || q.of[ofCols].left(); spins++ {
		for i := range q.of {
			if x := &q.of[i]; x.left() && x.ready() {
				parallel.Awaited(&x.counts[x.next])
				q.at, q.inUse = i, true
				return true
			}
		}
		if q.ended.Load() {
			return false
		}
		pause(spins)
	}
	return false
}

// spinning is how often a tile looks whether it is its turn, some tenths of a millisecond,
// before it sleeps in between.
const spinning = 1024

// pause lets others go ahead. Who waits for long waits for a tile that has lost its core,
// which it must not take from it.
func pause(spins int) {
	if spins < spinning {
		runtime.Gosched()
	} else {
		time.Sleep(20 * time.Microsecond)
	}
}

// pass passes the turn on.
func (q *queues) pass() {
	x := &q.of[q.at]
	parallel.Passed(&x.counts[x.next])
	x.counts[x.next].Add(1)
	x.next++
	q.inUse = false
}

// channel is the one whose turn it is.
func (q *queues) channel() int { return q.of[q.at].next }

// hold waits for the turns of all that the tile wants, a channel each, for what cannot
// be told apart. It returns false when the pass has ended early.
func (q *queues) hold() bool {
	for i := range q.of {
		for x, spins := &q.of[i], 0; x.left() && !x.ready(); spins++ {
			if q.ended.Load() {
				return false
			}
			pause(spins)
		}
		if x := &q.of[i]; x.left() {
			parallel.Awaited(&x.counts[x.next])
		}
	}
	return true
}

// release passes on what hold has waited for.
func (q *queues) release() {
	for q.at = range q.of {
		if q.of[q.at].left() {
			q.pass()
		}
	}
}

package loss

import (
	"context"
	"testing"
)

// TestCancel ends a call whose context has ended.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	z0, z1 := pairs(9, 5, 4, 0)
	ws := new(Workspace)
	for _, l := range []Loss{Contrastive{Tau: 1}, Simple{}} {
		if _, err := ws.Compute(ctx, l, InBatch(z0, z1)); err != context.Canceled {
			t.Errorf("%s: error %v", Name(l), err)
		}
	}
}

// endsAfter is a context that ends when it has been asked so many times.
type endsAfter struct {
	context.Context
	left *int
}

func (c endsAfter) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestTilesCancel ends a call between any two rounds, and the workspace serves the
// next one.
func TestTilesCancel(t *testing.T) {
	z0, z1 := pairs(9, 100, 4, 0)
	labels := make([]int, 100)
	for i := range labels {
		labels[i] = i % 7
	}
	margin, hardest := Selection{Drop: Above(0.2)}, Selection{K: 9}
	for _, c := range []struct {
		l      Loss
		passes int
	}{
		{Contrastive{Tau: 0.02}, 3},
		{Contrastive{Tau: 0.2}, 2},
		{SigLIP{Tau: 0.2, Bias: -3}, 1},
		{Over(SigLIP{Tau: 0.2, Bias: -3}, margin), 2},
		{SupCon{Tau: 0.2}, 2},
		{Over(SupCon{Tau: 0.2}, margin), 3},
		{Over(SupCon{Tau: 0.2}, hardest), 3},
		{Over(DCL{Tau: 0.2}, hardest), 3},
		{Debiased{Tau: 0.2, TauPlus: 0.1, Beta: 1}, 2},
		{Triplet{Hinge: 0.2}, 3},
	} {
		for _, extra := range []bool{false, true} {
			p := InBatch(z0, z1)
			p.Labels = labels
			if extra {
				p.Extra, p.ExtraShared = unitMatrix(90, 7, 4), true
			}
			asked := cancelAnywhere(t, c.l, p)
			// A pass goes over four blocks, which meet in four rounds.
			if asked < c.passes*4 {
				t.Errorf("%s: the context was asked %d times in %d passes", label("inbatch", c.l), asked, c.passes)
			}
		}
	}
}

// cancelAnywhere ends calls after any number of questions to the context, until there
// are no more, and returns how many there are.
func cancelAnywhere(t *testing.T, l Loss, p Problem) (asked int) {
	t.Helper()
	ws := new(Workspace)
	want := digest(mustWork(t, ws, l, p))
	for ; ; asked++ {
		left := asked
		_, err := ws.Compute(endsAfter{context.Background(), &left}, l, p)
		if err == nil {
			break
		}
		if err != context.Canceled {
			t.Fatalf("%s: %v", label("", l), err)
		}
	}
	if got := digest(mustWork(t, ws, l, p)); got != want {
		t.Errorf("%s: other bits after calls that ended early", label("", l))
	}
	return asked
}

// TestOthersCancel ends calls that tiles do not serve: with whole rows, with lists, with
// a bank that is read once and with sums of rows.
func TestOthersCancel(t *testing.T) {
	z, bank := unitMatrix(91, 300, 4), unitMatrix(92, 9000, 4)
	short := unitMatrix(93, 700, 4)
	for _, c := range []struct {
		name  string
		l     Loss
		p     Problem
		least int
	}{
		{"once", Contrastive{Tau: 0.2}, Bank(z, short, make([]int, 300)), 6},
		{"lists", Over(Contrastive{Tau: 0.2}, Selection{K: 30}), Bank(z, bank, make([]int, 300)), 2},
		{"rows", Contrastive{Tau: 0.01}, Bank(z, short, make([]int, 300)), 2},
		{"pools of rows", Over(AlignUniform{Alpha: 2, T: 2, Lambda: 1}, Selection{K: 30}), Bank(z, short, make([]int, 300)), 4},
		{"linear", Simple{}, InBatch(z, z), 1},
	} {
		if asked := cancelAnywhere(t, c.l, c.p); asked < c.least {
			t.Errorf("%s: the context was asked %d times", c.name, asked)
		}
	}
}

// TestCancelOnThreads ends calls at work on several threads at once.
func TestCancelOnThreads(t *testing.T) {
	z0, z1 := pairs(94, 150, 8, 0)
	for _, l := range []Loss{Contrastive{Tau: 0.2}, SigLIP{Tau: 0.2}, Over(DCL{Tau: 0.2}, Selection{K: 5}), Over(Simple{}, Selection{K: 5})} {
		for _, arrangement := range arrangements {
			ws := &Workspace{Threads: 3}
			p := problemOf(arrangement, z0, z1, reversed(150))
			want := digest(mustWork(t, ws, l, p))
			for range 5 {
				ctx, cancel := context.WithCancel(context.Background())
				go cancel()
				if _, err := ws.Compute(ctx, l, p); err != nil && err != context.Canceled {
					t.Errorf("%s: %v", label(arrangement, l), err)
				}
				if got := digest(mustWork(t, ws, l, p)); got != want {
					t.Errorf("%s: other bits after a call that ended early", label(arrangement, l))
				}
			}
		}
	}
}

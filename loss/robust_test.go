package loss

import "testing"

// TestUnit leaves unit rows alone: the gradients, projected by hand, are
// those of the same rows taken as given, and rows with gaps give the same.
func TestUnit(t *testing.T) {
	const b, d = 10, 8
	z0, z1 := unitMatrix(1, b, d), unitMatrix(2, b, d)
	for _, arrangement := range arrangements {
		l := Contrastive{Tau: 0.2}
		raw := mustWork(t, new(Workspace), l, unit(problemOf(arrangement, z0, z1, reversed(b))))
		projected := mustCompute(t, new(Workspace), arrangement, l, z0, z1, reversed(b))
		g := resultGradient(raw, b)
		throughNorm64(g, widen(z0, z1), ones(2*b))
		if e := gradientError(resultGradient(projected, b), g); e > 1e-6 {
			t.Errorf("%s: gradient off by %.2g", arrangement, e)
		}
	}
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// TestGaps gives the same bits for rows with gaps between them.
func TestGaps(t *testing.T) {
	const b, d = 10, 8
	z0, z1 := unitMatrix(1, b, d), unitMatrix(2, b, d)
	ws := new(Workspace)
	for _, isUnit := range []bool{false, true} {
		for _, arrangement := range arrangements {
			for _, l := range []Loss{Contrastive{Tau: 0.2}, Simple{}, Over(Simple{}, Selection{K: 2})} {
				p := problemOf(arrangement, z0, z1, reversed(b))
				q := problemOf(arrangement, gapped(z0), gapped(z1), reversed(b))
				p.Unit, q.Unit = isUnit, isUnit
				want := digest(mustWork(t, ws, l, p))
				if got := digest(mustWork(t, ws, l, q)); got != want {
					t.Errorf("%s: gaps change the result", label(arrangement, l))
				}
			}
		}
	}
}

// TestSymmetricIsTheMean of both directions, whose sums it may take in another
// order.
func TestSymmetricIsTheMean(t *testing.T) {
	const b, d = 12, 7
	z0, z1 := pairs(2, b, d, 0)
	for _, l := range append(lossesAt(0.1, 3), uniformLosses(3)...) {
		there := mustCompute(t, new(Workspace), "cross", l, z0, z1, nil)
		back := mustCompute(t, new(Workspace), "cross", l, z1, z0, nil)
		both := mustCompute(t, new(Workspace), "symmetric", l, z0, z1, nil)
		if e := relative(both.Loss, (there.Loss+back.Loss)/2); e > 1e-7 {
			t.Errorf("%s: loss off by %.2g", label("symmetric", l), e)
		}
		for i, v := range append(append([]float64{}, there.PerAnchor...), back.PerAnchor...) {
			if e := relative(both.PerAnchor[i], v); e > 1e-6 {
				t.Errorf("%s: anchor %d off by %.2g", label("symmetric", l), i, e)
			}
		}
		want := resultGradient(there, b)
		other := append(widen(back.Grads[1]), widen(back.Grads[0])...)
		for i := range want {
			for k := range want[i] {
				want[i][k] = (want[i][k] + other[i][k]) / 2
			}
		}
		if e := gradientError(resultGradient(both, b), want); e > 1e-6 {
			t.Errorf("%s: gradient off by %.2g", label("symmetric", l), e)
		}
	}
}

// TestThreads gives the same bits at any number of threads, on panels of every
// sort, and from a workspace that has served other shapes before.
func TestThreads(t *testing.T) {
	used := &Workspace{Threads: 3}
	for _, shape := range [][2]int{{3, 4}, {150, 20}, {20, 64}} {
		b, d := shape[0], shape[1]
		z0, z1 := pairs(9, b, d, 0.6)
		for _, arrangement := range arrangements {
			for _, l := range []Loss{Contrastive{Tau: 0.1}, Simple{}, Over(Contrastive{Tau: 0.1}, Selection{Alpha: 0.2}), Over(Simple{}, Selection{K: 1})} {
				want := digest(mustCompute(t, new(Workspace), arrangement, l, z0, z1, reversed(b)))
				for _, ws := range []*Workspace{{Threads: 1}, {Threads: 2}, {Threads: 3}, used} {
					if got := digest(mustCompute(t, ws, arrangement, l, z0, z1, reversed(b))); got != want {
						t.Errorf("%s, %d threads: other bits", label(arrangement, l, shape), ws.Threads)
					}
				}
			}
		}
	}
}

// TestNoAllocation after the first call, on one thread.
func TestNoAllocation(t *testing.T) {
	z0, z1 := pairs(9, 20, 32, 0)
	index := reversed(20)
	ws := new(Workspace)
	for _, arrangement := range arrangements {
		for _, l := range []Loss{Contrastive{Tau: 0.1}, Simple{}, Over(Contrastive{Tau: 0.1}, Selection{Alpha: 0.2}), Over(Simple{}, Selection{K: 1})} {
			checkNoAllocation(t, label(arrangement, l), func() { mustCompute(t, ws, arrangement, l, z0, z1, index) })
		}
	}
}

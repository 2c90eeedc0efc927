package solve

import (
	"context"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// solveCut solves a problem by tiles, with the gradients' sums cut after so many terms.
func solveCut(t *testing.T, rule Rule, keep Selection, p *Problem, limit int) *Solver {
	t.Helper()
	s := new(Solver)
	s.ctx, s.threads, s.rule, s.keep, s.tau, s.problem = context.Background(), 1, rule, keep, rule.Tau(), *p
	if err := s.takeInputs(); err != nil {
		t.Fatal(err)
	}
	s.classes.take(p.Labels)
	directions := s.arrange()
	for i := range s.gradients {
		s.gradients[i].limit = limit
	}
	if err := s.tiles.solve(s, directions); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTilesLongSums cuts the gradients' sums early and finds the same.
func TestTilesLongSums(t *testing.T) {
	const b, d = 200, 16
	self := inBatch(unitRowsOf(8, 2*b, d))
	self.Extra, self.Shared = inputOf("extra", unitRowsOf(9, 30, d)), true
	two := &Problem{Anchors: inputOf("z0", unitRowsOf(8, b, d)), Candidates: inputOf("z1", unitRowsOf(7, b, d)), Both: true, Unit: true}
	for i := range b {
		self.Labels, two.Labels = append(self.Labels, i%7), append(two.Labels, i%7)
	}
	for _, rule := range []Rule{softmax{0.1}, softmax{0.02}, twoSums{softmax{0.1}}, ofClass{softmax{0.1}}, pairwise{0.1}} {
		for _, keep := range []Selection{{}, {Drop: true, Margin: 0.1}, {K: 20}} {
			if (keep != Selection{}) && rule == (softmax{0.02}) {
				continue // is not for tiles
			}
			for _, p := range []*Problem{self, two} {
				want := solveCut(t, rule, keep, p, longSum)
				for _, limit := range []int{64, 128, 200} {
					got := solveCut(t, rule, keep, p, limit)
					for i := range got.gradients {
						if p.hasGradient(i) && !(gap(got.gradients[i].rows, want.gradients[i].rows) <= 1e-6) {
							t.Errorf("%T, %+v, sums of %d terms: gradient %d off by %.2g", rule, keep, limit, i, gap(got.gradients[i].rows, want.gradients[i].rows))
						}
					}
				}
			}
		}
	}
}

// TestKeptTiles keeps as many tiles as fit the budget, from a quarter of them on, and
// gives the same bits whatever it keeps.
func TestKeptTiles(t *testing.T) {
	for _, b := range []int{37, 150, 300} {
		z0, z1 := inputOf("z0", unitRowsOf(3, b, 20)), inputOf("z1", unitRowsOf(4, b, 20))
		blocks := (b + 63) / 64
		both := (2*b + 127) / 128 // blocks of both views, where they are more than 512 rows
		if 2*b <= 512 {
			both = (2*b + 63) / 64
		}
		for _, rule := range []Rule{softmax{0.02}, softmax{0.2}} {
			checkKept(t, rule, inBatch(unitRowsOf(3, 2*b, 20)), both*(both+1)/2)
			checkKept(t, rule, &Problem{Anchors: z0, Candidates: z1, Unit: true}, blocks*blocks)
			checkKept(t, rule, &Problem{Anchors: z0, Candidates: z1, Both: true, Unit: true}, blocks*blocks)
		}
	}
	// A tile that is needed once is not kept.
	var s Solver
	mustSolve(t, &s, Options{}, pairwise{0.1}, Selection{}, inBatch(unitRowsOf(3, 300, 20)))
	if s.tiles.kept != 0 {
		t.Errorf("a rule of pairs keeps %d tiles", s.tiles.kept)
	}
}

func checkKept(t *testing.T, rule Rule, p *Problem, total int) {
	t.Helper()
	want := mustSolve(t, new(Solver), Options{Budget: -1}, rule, Selection{}, p)
	var s Solver
	mustSolve(t, &s, Options{}, rule, Selection{}, p)
	if s.tiles.kept != total {
		t.Fatalf("%d anchors: keeps %d tiles, want all %d", p.Anchors.rows(), s.tiles.kept, total)
	}
	size, some := int64(4*s.tiles.a.blocks.TileSize()), (total+3)/4
	for _, c := range []struct {
		budget int64
		kept   int
	}{{-1, 0}, {1, 0}, {size*int64(some) - 1, some - 1}, {size * int64(some), some}, {max(1, size*int64(total-1)), total - 1}, {size * int64(total+9), total}, {0, total}} {
		if 4*c.kept < total {
			c.kept = 0
		}
		for threads := range 4 {
			res := mustSolve(t, &s, Options{Threads: threads, Budget: c.budget}, rule, Selection{}, p)
			if s.tiles.kept != c.kept {
				t.Errorf("%d anchors, budget %d: keeps %d of %d tiles, want %d", p.Anchors.rows(), c.budget, s.tiles.kept, total, c.kept)
			}
			if !sameBits(res.Anchors, want.Anchors) || !sameBits(res.Candidates, want.Candidates) || res.Loss != want.Loss || res.LogScale != want.LogScale {
				t.Errorf("%d anchors, %v, budget %d, %d threads: other bits", p.Anchors.rows(), rule, c.budget, threads)
			}
		}
	}
}

func sameBits(x, y blas32.General) bool {
	for i, v := range x.Data {
		if v != y.Data[i] {
			return false
		}
	}
	return len(x.Data) == len(y.Data)
}

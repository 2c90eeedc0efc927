package analysis

import (
	"context"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
)

// A survey goes through the anchors in strips: a task takes the similarities of a
// strip's anchors to all rows and goes through them one by one. The sums of a
// strip are added to the totals in order.
type survey struct {
	units   tile.Units
	threads int
	taus    []float64

	labels  []int         // of the rows, or nil
	members map[int][]int // the rows of each class

	workers []analyst
	strips  [][]penaltySums // of stripsAtOnce strips, at each temperature
	totals  []penaltySums
}

// penaltySums are sums over anchors.
type penaltySums struct{ entropy, effective, hardest, sameClass float64 }

func (s *penaltySums) add(one penaltySums) {
	s.entropy += one.entropy
	s.effective += one.effective
	s.hardest += one.hardest
	s.sameClass += one.sameClass
}

// classify lists the rows of each class.
func (s *survey) classify() {
	s.members = map[int][]int{}
	for i, label := range s.labels {
		s.members[label] = append(s.members[label], i)
	}
}

func (s *survey) run(ctx context.Context) error {
	n := s.units.Rows()
	height := stripRows(n)
	count := (n + height - 1) / height
	s.totals = make([]penaltySums, len(s.taus))
	s.strips = make([][]penaltySums, min(count, stripsAtOnce))
	for i := range s.strips {
		s.strips[i] = make([]penaltySums, len(s.taus))
	}
	s.workers = make([]analyst, s.threads)
	for first := 0; first < count; first += stripsAtOnce {
		strips := s.strips[:min(stripsAtOnce, count-first)]
		parallel.ForWorker(s.threads, len(strips), func(worker, i int) {
			lo := (first + i) * height
			s.strip(ctx, worker, strips[i], lo, min(lo+height, n))
		})
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, sums := range strips {
			for t, sum := range sums {
				s.totals[t].add(sum)
			}
		}
	}
	return nil
}

// strip sets sums to those of anchors lo up to hi.
func (s *survey) strip(ctx context.Context, worker int, sums []penaltySums, lo, hi int) {
	clear(sums)
	w := &s.workers[worker]
	w.reset(s)
	s.units.Prepare(worker, lo, hi)
	for block := range s.units.Count() {
		if ctx.Err() != nil {
			return
		}
		from, to := s.units.Bounds(block)
		similarities := s.units.Similar(worker, 0, block)
		for i := range hi - lo {
			copy(w.row(i)[from:to], matrix.Row(similarities, i))
		}
	}
	for i := range hi - lo {
		if ctx.Err() != nil {
			return
		}
		w.analyze(lo+i, w.row(i), sums)
	}
}

func (s *survey) means() []Spread {
	n := float64(s.units.Rows())
	means := make([]Spread, len(s.taus))
	for t, tau := range s.taus {
		total := s.totals[t]
		means[t] = Spread{Tau: tau, Entropy: total.entropy / n, EffectiveNegatives: total.effective / n, HardestShare: total.hardest / n}
		if s.labels != nil {
			share := total.sameClass / n
			means[t].SameClassShare = &share
		}
	}
	return means
}

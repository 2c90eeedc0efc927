package loss

import (
	"context"

	"github.com/abc86604/temper/kernels/parallel"
)

const (
	// A strip has from minStrip to maxStrip anchors, so many that its similarities
	// are not more than stripSize unless minStrip asks for it: the more anchors, the
	// more efficient the products.
	minStrip, maxStrip = 16, 64
	stripSize          = 1 << 21
	// stripsAtOnce is the number of strips after which their sums are added up.
	stripsAtOnce = 64
)

// stripRows is the number of anchors in a strip. It belongs to the specification,
// for sums break where strips end.
func stripRows(n int) int { return min(maxStrip, max(minStrip, stripSize/n), n) }

// analysis goes through the anchors in strips: a task takes the similarities of a
// strip's anchors to all rows and goes through them one by one. The sums of a
// strip are added to the totals in order.
type analysis struct {
	units   *unitBlocks
	threads int
	taus    []float64

	members [][]int // the rows of each class
	class   []int   // of each row; both are nil without labels

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

// classify sorts the rows by class.
func (a *analysis) classify(labels []int) {
	if labels == nil {
		return
	}
	a.members, a.class = classes(labels), make([]int, len(labels))
	for c, members := range a.members {
		for _, i := range members {
			a.class[i] = c
		}
	}
}

func (a *analysis) run(ctx context.Context) error {
	n := a.units.z.Rows
	height := stripRows(n)
	count := (n + height - 1) / height
	a.totals = make([]penaltySums, len(a.taus))
	a.strips = make([][]penaltySums, min(count, stripsAtOnce))
	for i := range a.strips {
		a.strips[i] = make([]penaltySums, len(a.taus))
	}
	a.workers = make([]analyst, a.threads)
	for first := 0; first < count; first += stripsAtOnce {
		strips := a.strips[:min(stripsAtOnce, count-first)]
		parallel.ForWorker(a.threads, len(strips), func(worker, i int) {
			lo := (first + i) * height
			a.strip(ctx, worker, strips[i], lo, min(lo+height, n))
		})
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, sums := range strips {
			for t, sum := range sums {
				a.totals[t].add(sum)
			}
		}
	}
	return nil
}

// strip sets sums to those of anchors lo up to hi.
func (a *analysis) strip(ctx context.Context, worker int, sums []penaltySums, lo, hi int) {
	clear(sums)
	w := &a.workers[worker]
	w.reset(a)
	tile := a.units.prepare(worker, lo, hi)
	for block := range a.units.columns {
		if ctx.Err() != nil {
			return
		}
		from, to := a.units.bounds(block)
		s := a.units.similar(tile, 0, block)
		for i := range hi - lo {
			copy(w.row(i)[from:to], row(s, i))
		}
	}
	for i := range hi - lo {
		if ctx.Err() != nil {
			return
		}
		w.analyze(lo+i, w.row(i), sums)
	}
}

func (a *analysis) means(labels bool) []TauAnalysis {
	n := float64(a.units.z.Rows)
	means := make([]TauAnalysis, len(a.taus))
	for t, tau := range a.taus {
		total := a.totals[t]
		means[t] = TauAnalysis{Tau: tau, Entropy: total.entropy / n, EffectiveNegatives: total.effective / n, HardestShare: total.hardest / n}
		if labels {
			share := total.sameClass / n
			means[t].SameClassShare = &share
		}
	}
	return means
}

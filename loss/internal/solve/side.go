package solve

import (
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// side is one of the sets of rows that meet in tiles.
type side struct {
	rows     blas32.General
	blocks   tile.Blocks
	gradient *gradient
	d        *direction // of which its rows are the anchors; nil if they are candidates only

	// Per row; the float32 ones have zeros to the end of the last tile.
	similarities []float32 // to the pair
	maxima       []float32 // m, of the negatives
	least, below []float32 // limits of the negatives
	kept         []float64 // negatives between them
	sums         [2][]float64
	shares       [2][]float64 // of the sums, later relative to the largest
	weights      [2][]float32 // shares/sums
	pulls        []float64    // relative to the largest as well
	logScales    []float64

	several severalPositives // where positives are found by class
	order   []int64          // by blocks: the classes of its rows and the rows, sorted
	softs   tile.Softplus    // of a rule of pairs: its losses, by
	logs    []float64        // and the logarithms of products that had grown large
	biases  []float64        // Σ_j σ(x_ij)
	ties    []float64        // negatives that are as hard as the hardest
}

// anchors tells whether its rows are anchors.
func (s *side) anchors() bool { return s.d != nil }

func (s *side) reset(p *tiles, rows blas32.General, g *gradient, d *direction) {
	s.rows, s.gradient, s.d = rows, g, d
	s.blocks.Lay(rows, p.edge, tile.AsRows|tile.AsColumns|tile.AsFactor)
	if p.way != byNearest {
		g.takeTiles(&s.blocks)
	}
	p.side = s
	parallel.ForWorker(p.threads, s.blocks.Count(), p.tasks[packTask])
	n, padded := rows.Rows, s.blocks.Count()*p.edge
	s.similarities = matrix.Grow(s.similarities, n)
	s.maxima = filled(s.maxima, padded, negInf)
	clear(s.maxima[n:])
	s.pulls, s.logScales = filled(s.pulls, n, 0), filled(s.logScales, n, 0)
	s.sums[0], s.shares[0], s.weights[0] = filled(s.sums[0], n, 0), filled(s.shares[0], n, 0), filled(s.weights[0], padded, 0)
	if p.two() {
		s.sums[1], s.shares[1], s.weights[1] = filled(s.sums[1], n, 0), filled(s.shares[1], n, 0), filled(s.weights[1], padded, 0)
	} else {
		s.sums[1], s.shares[1], s.weights[1] = nil, nil, nil
	}
	if p.limited {
		s.least, s.below = filled(s.least, padded, negInf), filled(s.below, padded, -negInf)
		s.kept = filled(s.kept, n, 0)
	}
	s.biases = s.biases[:0] // of no other rule, even if the call before had one
	switch p.way {
	case byPairs:
		s.logs = filled(s.logs, n, 0)
		s.softs.Products, s.softs.Excess = filled(s.softs.Products, n, 0), filled(s.softs.Excess, n, 0)
		s.biases = filled(s.biases, n, 0)
	case byNearest:
		s.ties = filled(s.ties, n, 0)
	}
	if p.byClass || p.apart {
		s.sortClasses(p)
	}
	if p.byClass {
		s.several.reset(n)
	}
}

// packBlock prepares a block's rows and its gradient.
func (p *tiles) packBlock(_, block int) {
	p.side.blocks.Pack(block)
	p.side.gradient.zeroBlock(&p.side.blocks, block)
}

// filled returns a slice of n times v, on x's memory where that is large enough.
func filled[T any](x []T, n int, v T) []T {
	x = matrix.Grow(x, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func (s *side) sumsAt(lo, hi int) [2][]float64 {
	sums := [2][]float64{s.sums[0][lo:hi]}
	if s.sums[1] != nil {
		sums[1] = s.sums[1][lo:hi]
	}
	return sums
}

func (s *side) weightsAt(lo, hi int) [2][]float32 {
	weights := [2][]float32{s.weights[0][lo:hi]}
	if s.weights[1] != nil {
		weights[1] = s.weights[1][lo:hi]
	}
	return weights
}

package eval

import (
	"context"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// maxT bounds uniformity's t, as the least temperature bounds a loss's exponents.
	maxT = 1e4
	// coldT is the t from which on the exponents are taken relative to the largest
	// similarity. Below it 1 does: exp(-4t) is still a normal float32.
	coldT = 20
	// mostBlocks is the number of blocks of rows that a block of columns meets at
	// once: they fit the L2 cache at the usual widths. It changes no bit.
	mostBlocks = 4
)

var negInf = float32(math.Inf(-1))

// Uniformity is the logarithm of the mean Gaussian potential of the pairs of
// rows of z, n×d (Wang & Liu 2021, eq. (10); t = 2 there):
//
//	log mean_{i<j} exp(-t |x_i - x_j|²)
//
// with x_i the rows at unit length. The lower it is the more evenly the rows
// spread over the sphere; plots often show its negative. It is exact over all
// pairs, and beside z holds its size once more and a tile of similarities for
// each thread. From t = 20 on it goes over the pairs twice. threads (0 or 1: none
// but the caller's) changes no bit. A cancelled ctx ends the work with its error.
// Other errors name the row that cannot be normalised, fewer than two rows, or t
// outside (0, 1e4].
func Uniformity(ctx context.Context, threads int, z blas32.General, t float64) (float64, error) {
	if !(t > 0 && t <= maxT) {
		return 0, fmt.Errorf("uniformity with t = %v, must lie in (0, %v]", t, float64(maxT))
	}
	if err := checkMatrix("z", z); err != nil {
		return 0, err
	}
	if z.Rows < 2 {
		return 0, fmt.Errorf("uniformity of %d row, needs at least 2", z.Rows)
	}
	p := potential{threads: max(1, threads), scale: 2 * t, shift: 1}
	if err := p.units.Reset(ctx, p.threads, z); err != nil {
		return 0, named("z", 0, err)
	}
	passes := 1
	if t >= coldT {
		passes = 2
	}
	p.progress = newCounter(ctx, "uniformity", "tiles", passes*int(pairCount(p.units.Count()+1)))
	if t >= coldT {
		if err := p.findShift(ctx); err != nil {
			return 0, err
		}
	}
	if err := p.sumUp(ctx); err != nil {
		return 0, err
	}
	return p.logMean(), nil
}

// potential is the sum of exp(scale·(s_ij - 1)) over pairs i < j of unit rows,
// whose |x_i - x_j|² is 2 - 2 s_ij. It is summed as exp(scale·(s_ij - shift)) over
// tiles: those of a row of tiles in order, in float64 for each of its rows, and
// then the rows in order.
type potential struct {
	units    tile.Units
	threads  int
	progress *counter
	scale    float64
	shift    float32
	both     bool      // with the pairs j < i as well
	sums     []float64 // Σ_j of each row, over the rows j after it or over all others
}

// findShift makes the shift the largest similarity.
func (p *potential) findShift(ctx context.Context) error {
	maxima := make([]float32, p.units.Rows())
	for i := range maxima {
		maxima[i] = negInf
	}
	err := p.each(ctx, func(lo, hi int, s blas32.General) {
		tile.Max(s, maxima[lo:hi], nil)
	})
	p.shift = kernels.Max(maxima)
	return err
}

func (p *potential) sumUp(ctx context.Context) error {
	p.sums = make([]float64, p.units.Rows())
	return p.each(ctx, func(lo, hi int, s blas32.General) {
		tile.Exp(s, s, p.shift, float32(p.scale), p.sums[lo:hi], nil)
	})
}

// each calls f with every tile I ≤ J, or of both triangles every one, which has rows lo
// up to hi of the matrix. In the tiles of a block with itself, elements that are no pair
// are -Inf. A task takes the columns' blocks to several blocks of rows, while they are in
// the caches.
func (p *potential) each(ctx context.Context, f func(lo, hi int, s blas32.General)) error {
	blocks := p.units.Count()
	group := min(mostBlocks, max(1, blocks/8)) // eight tasks can be shared among threads
	parallel.ForWorker(p.threads, (blocks+group-1)/group, func(worker, task int) {
		first, end := task*group, min((task+1)*group, blocks)
		from, _ := p.units.Bounds(first)
		_, to := p.units.Bounds(end - 1)
		p.units.Prepare(worker, from, to)
		start := first
		if p.both {
			start = 0
		}
		for j := start; j < blocks && ctx.Err() == nil; j++ {
			last := end
			if !p.both {
				last = min(j+1, end)
			}
			for i := first; i < last; i++ {
				s := p.units.Similar(worker, i-first, j)
				if i == j {
					p.mask(s)
				}
				lo, hi := p.units.Bounds(i)
				f(lo, hi, s)
			}
			p.progress.add(last - first)
		}
	})
	return ctx.Err()
}

// mask makes the elements of a block's tile with itself that are no pair -Inf: those
// j ≤ i, or of both triangles the diagonal.
func (p *potential) mask(s blas32.General) {
	for i := range s.Rows {
		row := matrix.Row(s, i)
		for j := range i {
			if !p.both {
				row[j] = negInf
			}
		}
		row[i] = negInf
	}
}

func (p *potential) logMean() float64 {
	var total float64
	for _, sum := range p.sums {
		total += sum
	}
	return float64(p.scale*(float64(p.shift)-1)) + portable.Log(total/float64(pairCount(len(p.sums))))
}

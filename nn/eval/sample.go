package eval

import (
	"context"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
)

// Sample returns size of the numbers from 0 up to n, drawn without replacement, in
// ascending order. It panics if size is not from 0 to n.
func Sample(rng *portable.Rand, n, size int) []int {
	rows := rng.Perm(n)[:size]
	slices.Sort(rows)
	return rows
}

// A LayoutError holds the standard errors of a sample's [Layout] as an estimate of that
// of all rows which the sample was drawn from.
type LayoutError struct {
	Uniformity       float64  `json:"uniformity_se"`
	Tolerance        *float64 `json:"tolerance_se,omitempty"` // nil as [Layout] has them
	ToleranceLiteral *float64 `json:"tolerance_literal_se,omitempty"`
}

// ErrorOfLayout returns the standard errors of LayoutOf(sample), whose rows were drawn
// without replacement from so many rows in all.
//
// The figures are means U of a kernel h(x_i, x_j) over pairs of rows, or functions of
// such means. With h_i its mean over the pairs of row i, the variance of U is that of the
// mean of 2 h_i (Hoeffding 1948), less what a sample of a finite population knows:
//
//	Var U = 4 (1 - n/N) / n · 1/(n-1) Σ_i (h_i - U)²
//
// Uniformity is the logarithm of a U, of error SE(U)/U. The tolerance is the ratio T of
// a similarity over pairs of one class to the number of them, to first order with
// a_i - T b_i in the place of h_i - U, over the mean of b: a_i is the sum of row i's
// similarities to its class and b_i the number of them. threads changes no bit. A
// cancelled ctx ends the work with its error. Other errors are those of [LayoutOf].
func ErrorOfLayout(ctx context.Context, threads int, sample Labelled, all int) (e LayoutError, err error) {
	if err := checkMatrix("z", sample.Rows); err != nil {
		return e, err
	}
	if e.Uniformity, err = uniformityError(ctx, threads, sample, all); err != nil || sample.Labels == nil {
		return e, err
	}
	if err := sample.check("z"); err != nil {
		return e, err
	}
	sums, counts, err := classSums(ctx, sample)
	if err != nil {
		return e, err
	}
	if pairs := total(counts); pairs > 0 {
		ratio, others := total(sums)/pairs, float64(sample.Rows.Rows-1)
		mean, literal := make([]float64, len(sums)), make([]float64, len(sums))
		for i, sum := range sums {
			mean[i] = (sum - float64(ratio*counts[i])) * float64(len(sums)) / pairs
			literal[i] = sum / others
		}
		t, l := pairError(mean, all), pairError(literal, all)
		e.Tolerance, e.ToleranceLiteral = &t, &l
	}
	return e, nil
}

// ShareError is the standard error of a share of right answers among so many queries,
// drawn without replacement from all.
func ShareError(share float64, queries, all int) float64 {
	if queries == all {
		return 0
	}
	return math.Sqrt(share * (1 - share) / float64(queries-1) * unseen(queries, all))
}

// unseen is the share of the population that a sample has not.
func unseen(n, all int) float64 { return 1 - float64(n)/float64(all) }

// pairError is the standard error of a mean over pairs, of whose rows h is the mean.
func pairError(h []float64, all int) float64 {
	n := float64(len(h))
	mean := total(h) / n
	squares := 0.0
	for _, v := range h {
		squares += float64((v - mean) * (v - mean))
	}
	return 2 * math.Sqrt(squares/(n-1)/n*unseen(len(h), all))
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

func uniformityError(ctx context.Context, threads int, sample Labelled, all int) (float64, error) {
	p := potential{threads: max(1, threads), scale: 2 * usualT, shift: 1, both: true}
	if err := p.units.Reset(ctx, p.threads, sample.Rows); err != nil {
		return 0, named("z", 0, err)
	}
	p.progress = newCounter(ctx, "standard error", "tiles", p.units.Count()*p.units.Count())
	if err := p.sumUp(ctx); err != nil {
		return 0, err
	}
	mean := total(p.sums) / float64(len(p.sums))
	for i := range p.sums {
		p.sums[i] /= mean
	}
	return pairError(p.sums, all), nil
}

// classSums returns for each row the sum of its similarities to the others of its class,
// and the number of them.
func classSums(ctx context.Context, z Labelled) (sums, counts []float64, err error) {
	sums, counts = make([]float64, z.Rows.Rows), make([]float64, z.Rows.Rows)
	class := classSum{total: make([]float64, z.Rows.Cols)}
	for _, members := range membersOf(z.Labels) {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if _, err := class.ofPairs(z.Rows, members); err != nil {
			return nil, nil, err
		}
		for _, i := range members {
			if err := class.row.take("z", z.Rows, i, i+1); err != nil {
				return nil, nil, err
			}
			for k, v := range matrix.Row(class.row.General, 0) {
				sums[i] += float64(float64(v) * (class.total[k] - float64(v)))
			}
			counts[i] = float64(len(members) - 1)
		}
	}
	return sums, counts, nil
}

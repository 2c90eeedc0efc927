package eval

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// Tolerance is how similar rows of one class are, over pairs i < j of the rows
// x_i of z, n×d, at unit length. mean is the mean of x_i·x_j over the pairs of
// equal labels, which is what Wang & Liu 2021 report; literal is their eq. (11)
// as written, the mean over all pairs of x_i·x_j where the labels are equal and
// 0 elsewhere, which cannot exceed the share of such pairs. A cancelled ctx ends
// the work with its error. It is an error, too, if no two rows share a class.
//
// The pairs of a class cost nothing: with S_c the sum of its rows,
// Σ_{i<j} x_i·x_j = (|S_c|² - Σ_i |x_i|²)/2, in float64.
func Tolerance(ctx context.Context, z Labelled) (mean, literal float64, err error) {
	if err := z.check("z"); err != nil {
		return 0, 0, err
	}
	var sum float64
	var pairs int64
	class := classSum{total: make([]float64, z.Rows.Cols)}
	for _, members := range membersOf(z.Labels) {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		one, err := class.ofPairs(z.Rows, members)
		if err != nil {
			return 0, 0, err
		}
		sum += float64(one)
		pairs += pairCount(len(members))
	}
	if pairs == 0 {
		return 0, 0, fmt.Errorf("tolerance of %d rows of which no two share a class", z.Rows.Rows)
	}
	return sum / float64(pairs), sum / float64(pairCount(z.Rows.Rows)), nil
}

// classSum adds up the unit rows of one class after the other.
type classSum struct {
	total []float64
	row   unitRows
}

// ofPairs is the sum of the similarities of all pairs of the members.
func (c *classSum) ofPairs(z blas32.General, members []int) (float64, error) {
	clear(c.total)
	var squares float64
	for _, i := range members {
		if err := c.row.take("z", z, i, i+1); err != nil {
			return 0, err
		}
		for k, v := range c.row.Data {
			x := float64(v)
			c.total[k] += x
			squares += float64(x * x)
		}
	}
	var all float64
	for _, v := range c.total {
		all += float64(v * v)
	}
	return (all - squares) / 2, nil
}

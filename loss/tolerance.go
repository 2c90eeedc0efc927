package loss

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/blas/blas32"
)

// Tolerance is how similar rows of one class are, over pairs i < j of the rows
// x_i of z, n×d, at unit length. mean is the mean of x_i·x_j over the pairs of
// equal labels, which is what Wang & Liu 2021 report; literal is their eq. (11)
// as written, the mean over all pairs of x_i·x_j where the labels are equal and
// 0 elsewhere, which cannot exceed the share of such pairs. The labels may be
// any numbers. Errors name the row that cannot be normalised, a number of
// labels other than n, or say that no two rows share a class.
//
// The pairs of a class cost nothing: with S_c the sum of its rows,
// Σ_{i<j} x_i·x_j = (|S_c|² - Σ_i |x_i|²)/2, in float64.
func (w *Workspace) Tolerance(ctx context.Context, z blas32.General, labels []int) (mean, literal float64, err error) {
	if err := checkMatrix("z", z); err != nil {
		return 0, 0, err
	}
	if len(labels) != z.Rows {
		return 0, 0, fmt.Errorf("loss: tolerance of %d rows with %d labels", z.Rows, len(labels))
	}
	var sum, pairs float64
	total := make([]float64, z.Cols)
	for _, members := range classes(labels) {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		one, err := w.pairSum(z, members, total)
		if err != nil {
			return 0, 0, err
		}
		sum += float64(one)
		pairs += float64(pairCount(len(members)))
	}
	if pairs == 0 {
		return 0, 0, fmt.Errorf("loss: tolerance of %d rows of which no two share a class", z.Rows)
	}
	return sum / pairs, sum / pairCount(z.Rows), nil
}

// classes returns the rows of each class in ascending order, the classes in that
// of their labels.
func classes(labels []int) [][]int {
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(labels[i], labels[j]) })
	var all [][]int
	for len(order) > 0 {
		members := 1
		for members < len(order) && labels[order[members]] == labels[order[0]] {
			members++
		}
		all = append(all, order[:members:members])
		order = order[members:]
	}
	return all
}

// pairSum is the sum of the similarities of all pairs of the members. total is
// scratch.
func (w *Workspace) pairSum(z blas32.General, members []int, total []float64) (float64, error) {
	clear(total)
	var squares float64
	u := &w.units[0]
	for _, i := range members {
		if err := u.take("z", z, i, i+1); err != nil {
			return 0, err
		}
		for k, v := range u.Data {
			x := float64(v)
			total[k] += x
			squares += float64(x * x)
		}
	}
	var all float64
	for _, v := range total {
		all += float64(v * v)
	}
	return (all - squares) / 2, nil
}

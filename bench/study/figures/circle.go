package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/abc86604/temper/bench/study"
)

// circle draws where encoders of two values put the images.
func (s source) circle() (Figure, error) {
	f := Figure{
		Name: "circle", Title: "Embeddings of two values, on a circle", Caption: s.firstSeedCaption(),
		Reading: "Bars: the share of the images in an arc, a colour for each class. Lines within: where a class lies in the mean, the longer the closer together.",
	}
	rows := slices.DeleteFunc(slices.Clone(s.Rows), func(r study.Row) bool { return r.Detail == nil || len(r.Detail.Circle) == 0 })
	if len(rows) == 0 {
		return f, nil
	}
	if err := alike(rows); err != nil {
		return f, err
	}
	most := 0.0
	for _, row := range rows {
		most = max(most, slices.Max(totals(row.Detail.Circle)))
	}
	order := around(rows[0].Detail.Circle)
	for _, row := range rows {
		r := ring{row.Tau, ordered(row.Detail.Circle, order), most}
		f.show(fmt.Sprintf("tau%s", short(row.Tau)), r.alt(), r)
	}
	return f, nil
}

// totals are the shares of all classes in each arc.
func totals(classes [][]float64) []float64 {
	sum := make([]float64, len(classes[0]))
	for _, shares := range classes {
		for i, share := range shares {
			sum[i] += share
		}
	}
	return sum
}

// direction is the mean of a class's unit vectors: its length is 1 where all lie together, 0
// where they are spread evenly.
func direction(shares []float64) (x, y float64) {
	sum := 0.0
	for i, share := range shares {
		sin, cos := math.Sincos(arcAngle(i, len(shares)) + math.Pi/float64(len(shares)))
		x, y, sum = x+share*cos, y+share*sin, sum+share
	}
	if sum == 0 {
		return 0, 0
	}
	return x / sum, y / sum
}

// arcAngle is where the i-th of n arcs begins.
func arcAngle(i, n int) float64 { return 2 * math.Pi * float64(i) / float64(n) }

// around are the classes in the order of their directions.
func around(classes [][]float64) []int {
	order := make([]int, len(classes))
	angles := make([]float64, len(classes))
	for c, shares := range classes {
		x, y := direction(shares)
		order[c], angles[c] = c, math.Atan2(y, x)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(angles[a], angles[b]) })
	return order
}

// ordered puts classes in an order.
func ordered(classes [][]float64, order []int) [][]float64 {
	all := make([][]float64, len(order))
	for i, c := range order {
		all[i] = classes[c]
	}
	return all
}

// alike returns an error unless all circles have the classes and arcs of the first.
func alike(rows []study.Row) error {
	first := rows[0].Detail.Circle
	for _, row := range rows {
		if len(row.Detail.Circle) != len(first) {
			return fmt.Errorf("cell %s: %d classes, the first circle has %d", row.Name(), len(row.Detail.Circle), len(first))
		}
		for class, shares := range row.Detail.Circle {
			if len(shares) != len(first[0]) || len(shares) == 0 {
				return fmt.Errorf("cell %s: class %d has %d arcs, the first %d", row.Name(), class, len(shares), len(first[0]))
			}
		}
	}
	return nil
}

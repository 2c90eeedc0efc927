package eval

import "context"

// usualT is t of uniformity in both of the papers.
const usualT = 2

// A Layout says how embeddings lie on the unit sphere, and how many there are.
type Layout struct {
	Rows    int `json:"rows"`
	Dim     int `json:"dim"`
	Classes int `json:"classes,omitempty"` // 0: no labels

	Uniformity float64 `json:"uniformity"` // with t = 2
	Pairs      int64   `json:"pairs"`      // of rows, that it is the mean over

	// As [Tolerance] returns them; nil and 0 without labels, and where no two rows
	// share one.
	Tolerance        *float64 `json:"tolerance,omitempty"`
	ToleranceLiteral *float64 `json:"tolerance_literal,omitempty"`
	ClassPairs       int64    `json:"class_pairs,omitempty"` // of rows of one class
}

// LayoutOf returns the uniformity of z's rows and, if its labels are not nil, their
// tolerance. threads changes no bit. A cancelled ctx ends the work with its error.
func LayoutOf(ctx context.Context, threads int, z Labelled) (Layout, error) {
	l := Layout{Rows: z.Rows.Rows, Dim: z.Rows.Cols, Pairs: pairCount(z.Rows.Rows)}
	if z.Labels != nil {
		if err := z.check("z"); err != nil {
			return Layout{}, err
		}
		for _, members := range membersOf(z.Labels) {
			l.Classes++
			l.ClassPairs += pairCount(len(members))
		}
	}
	var err error
	if l.Uniformity, err = Uniformity(ctx, threads, z.Rows, usualT); err != nil {
		return Layout{}, err
	}
	if l.ClassPairs == 0 {
		return l, nil
	}
	mean, literal, err := Tolerance(ctx, z)
	if err != nil {
		return Layout{}, err
	}
	l.Tolerance, l.ToleranceLiteral = &mean, &literal
	return l, nil
}

package matrix

import "gonum.org/v1/gonum/blas/blas32"

// NotFinite returns a [RowError] for every row of x that has NaN or an infinity, where
// [CheckFinite] stops at the first.
func NotFinite(x blas32.General) []*RowError {
	return badRows(x, whyNotFinite)
}

// WithoutDirection returns a [RowError] for every row of x that [Unit] cannot bring to
// unit length, where that stops at the first.
func WithoutDirection(x blas32.General) []*RowError {
	return badRows(x, func(r []float32) string {
		if length := norm(r); !hasDirection(length) {
			return whyNoDirection(r, length)
		}
		return ""
	})
}

// badRows returns an error for every row of which why has something to say.
func badRows(x blas32.General, why func(r []float32) string) (bad []*RowError) {
	for i := range x.Rows {
		if text := why(Row(x, i)); text != "" {
			bad = append(bad, &RowError{i, text})
		}
	}
	return bad
}

package impl

import "math"

func limitTileGeneric(rows, cols, ld int, byRow, byCol, s, rowLeast, rowBelow, colLeast, colBelow []float32, rowKept, colKept []int32) {
	for i := range rows {
		rowKept[i] = 0
		for j, v := range s[i*ld:][:cols] {
			var inRow, inCol int32
			byRow[i*ld+j], inRow = limited(v, rowLeast[i], rowBelow[i])
			byCol[i*ld+j], inCol = limited(v, colLeast[j], colBelow[j])
			rowKept[i] += inRow
			colKept[j] += inCol
		}
	}
}

func limitTileRowsGeneric(rows, cols, ld int, dst, s, rowLeast, rowBelow []float32, rowKept []int32) {
	for i := range rows {
		rowKept[i] = 0
		for j, v := range s[i*ld:][:cols] {
			var kept int32
			dst[i*ld+j], kept = limited(v, rowLeast[i], rowBelow[i])
			rowKept[i] += kept
		}
	}
}

// limited returns v and 1 if v is kept, -Inf and 0 otherwise.
func limited(v, least, below float32) (float32, int32) {
	if keeps(v, least, below) {
		return v, 1
	}
	return Lowest[0], 0
}

// keeps reports whether v is from least up to but below a limit, and not -Inf.
// NaNs are not kept, nor do they keep anything.
func keeps(v, least, below float32) bool {
	return Greater(-math.MaxFloat32, least) <= v && v < below
}

package impl

func expTileLimitedGeneric(rows, cols, ld int, s, rowLeast, rowBelow, colLeast, colBelow, rowSums, colSums []float32, rowKept, colKept []int32, shift, scale float32) {
	for i := range rows {
		var lanes [TileSpan]float32
		rowKept[i] = 0
		for j, v := range s[i*ld:][:cols] {
			e := exp32(float32(v-shift) * scale)
			if keeps(v, rowLeast[i], rowBelow[i]) {
				lanes[j%TileSpan] += e
				rowKept[i]++
			}
			if keeps(v, colLeast[j], colBelow[j]) {
				colSums[j] += e
				colKept[j]++
			}
		}
		rowSums[i] = tree(lanes[:])
	}
}

func expTileLimitedRowsGeneric(rows, cols, ld int, s, rowLeast, rowBelow, rowSums []float32, rowKept []int32, shift, scale float32) {
	for i := range rows {
		var lanes [TileSpan]float32
		rowKept[i] = 0
		for j, v := range s[i*ld:][:cols] {
			if keeps(v, rowLeast[i], rowBelow[i]) {
				lanes[j%TileSpan] += exp32(float32(v-shift) * scale)
				rowKept[i]++
			}
		}
		rowSums[i] = tree(lanes[:])
	}
}

func weightTileLimitedGeneric(rows, cols, ld int, dst, s, rowLeast, rowBelow, colLeast, colBelow, row, col []float32, shift, scale float32) {
	for i := range rows {
		for j, v := range s[i*ld:][:cols] {
			w := weightKept(row[i], v, rowLeast[i], rowBelow[i]) + weightKept(col[j], v, colLeast[j], colBelow[j])
			dst[i*ld+j] = exp32(float32(v-shift)*scale) * w
		}
	}
}

func weightTileLimitedRowsGeneric(rows, cols, ld int, dst, s, rowLeast, rowBelow, row []float32, shift, scale float32) {
	for i := range rows {
		for j, v := range s[i*ld:][:cols] {
			dst[i*ld+j] = exp32(float32(v-shift)*scale) * weightKept(row[i], v, rowLeast[i], rowBelow[i])
		}
	}
}

// weightKept returns w where v is kept and +0 elsewhere.
func weightKept(w, v, least, below float32) float32 {
	if keeps(v, least, below) {
		return w
	}
	return 0
}

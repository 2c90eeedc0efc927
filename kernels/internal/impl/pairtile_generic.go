package impl

func expTilePairGeneric(rows, cols, ld int, s, rowSums, rowSums2, colSums, colSums2 []float32, shift, scale, scale2 float32) {
	for i := range rows {
		var lanes, lanes2 [TileSpan]float32
		for j, v := range s[i*ld:][:cols] {
			e, e2 := exp32(float32(v-shift)*scale), exp32(float32(v-shift)*scale2)
			lanes[j%TileSpan] += e
			lanes2[j%TileSpan] += e2
			colSums[j] += e
			colSums2[j] += e2
		}
		rowSums[i], rowSums2[i] = tree(lanes[:]), tree(lanes2[:])
	}
}

func weightTilePairGeneric(rows, cols, ld int, dst, s, row, row2, col, col2 []float32, shift, scale, scale2 float32) {
	for i := range rows {
		for j, v := range s[i*ld:][:cols] {
			e, e2 := exp32(float32(v-shift)*scale), exp32(float32(v-shift)*scale2)
			dst[i*ld+j] = FMA(e, row[i]+col[j], float32(e2*float32(row2[i]+col2[j])))
		}
	}
}

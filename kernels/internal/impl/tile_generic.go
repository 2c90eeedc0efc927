package impl

// The tile kernels work on rows×cols elements, rows ld apart, cols a multiple of
// TileSpan. Row sums have TileSpan lanes and their halving tree; a column's is
// one chain with the rows ascending, which goes on from what is there.

func expTileGeneric(rows, cols, ld int, dst, s, rowSums, colSums []float32, shift, scale float32) {
	for i := range rows {
		var lanes [TileSpan]float32
		for j, v := range s[i*ld:][:cols] {
			e := exp32(float32(v-shift) * scale)
			dst[i*ld+j] = e
			lanes[j%TileSpan] += e
			colSums[j] += e
		}
		rowSums[i] = tree(lanes[:])
	}
}

func expTileShiftedGeneric(rows, cols, ld int, s, rowShift, colShift, rowSums, colSums []float32, scale float32) {
	for i := range rows {
		var lanes [TileSpan]float32
		for j, v := range s[i*ld:][:cols] {
			lanes[j%TileSpan] += exp32(float32(v-rowShift[i]) * scale)
			colSums[j] += exp32(float32(v-colShift[j]) * scale)
		}
		rowSums[i] = tree(lanes[:])
	}
}

func maxTileGeneric(rows, cols, ld int, s, rowMax, colMax []float32) {
	for i := range rows {
		lanes := Lowest
		for j, v := range s[i*ld:][:cols] {
			lanes[j%TileSpan] = Greater(v, lanes[j%TileSpan])
			colMax[j] = Greater(v, colMax[j])
		}
		rowMax[i] = greatest(lanes[:])
	}
}

func weightTileGeneric(rows, cols, ld int, dst, e, row, col []float32) {
	for i := range rows {
		for j, v := range e[i*ld:][:cols] {
			dst[i*ld+j] = v * float32(row[i]+col[j])
		}
	}
}

func weightTileShiftedGeneric(rows, cols, ld int, dst, s, rowShift, colShift, row, col []float32, scale float32) {
	for i := range rows {
		for j, v := range s[i*ld:][:cols] {
			byRow := exp32(float32(v-rowShift[i]) * scale)
			byCol := exp32(float32(v-colShift[j]) * scale)
			dst[i*ld+j] = FMA(byRow, row[i], float32(byCol*col[j]))
		}
	}
}

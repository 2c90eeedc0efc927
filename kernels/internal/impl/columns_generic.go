package impl

// columnSumsGeneric goes on from the values in sums.
func columnSumsGeneric(sums, x []float32) {
	for r := 0; r < len(x); r += len(sums) {
		for c := range sums {
			sums[c] += x[r+c]
		}
	}
}

// columnDotsGeneric goes on from the values in dots.
func columnDotsGeneric(dots, x, y []float32) {
	for r := 0; r < len(x); r += len(dots) {
		for c := range dots {
			dots[c] = FMA(x[r+c], y[r+c], dots[c])
		}
	}
}

package kernels

// ColumnSums adds to sums_c the sum of column c of x, a dense matrix of
// len(sums) columns: 256 rows at a time form one ascending float32 chain, and
// the chains are added in order in float64. It panics if x does not consist of
// whole rows.
func ColumnSums(sums []float64, x []float32) {
	columnChains("ColumnSums", sums, len(x), func(chain []float32, from, to int) {
		active.ColumnSums(chain, x[from:to])
	})
}

// ColumnDots adds to dots_c the sum over the rows of x[r,c] y[r,c], dense
// matrices of len(dots) columns, in chains of fused multiply-adds as ColumnSums
// does. x may be y: the columns' sums of squares. It panics if the lengths of x
// and y differ or x does not consist of whole rows.
func ColumnDots(dots []float64, x, y []float32) {
	sameLength("ColumnDots", "x, y", len(x), len(y))
	columnChains("ColumnDots", dots, len(x), func(chain []float32, from, to int) {
		active.ColumnDots(chain, x[from:to], y[from:to])
	})
}

// columnChains starts a chain of zeros every chainRows rows, lets extend carry
// it on over stretches short enough for one call, and adds it to sums.
func columnChains(kernel string, sums []float64, n int, extend func(chain []float32, from, to int)) {
	cols := len(sums)
	checkRows(kernel, n, cols)
	if cols > Block {
		panic("kernels: " + kernel + ": more columns than a Block")
	}
	buffer := blockPool.Get().(*[Block]float32)
	defer blockPool.Put(buffer)
	chain := buffer[:cols]
	for from := 0; from < n; from += chainRows * cols {
		clear(chain)
		eachRows(min(n-from, chainRows*cols), cols, func(start, end int) {
			extend(chain, from+start, from+end)
		})
		for c, v := range chain {
			sums[c] += float64(v)
		}
	}
}

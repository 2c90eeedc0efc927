package picture

// both is an integer for each of two rows, 32 bits apart. Sums, and products with an
// integer, are those of both as long as the results fit 32 bits.
type both int64

// each is both 1.
const each both = 1<<32 + 1

func bothOf(first, second uint8) both { return both(first) | both(second)<<32 }

func (b both) bytes() (first, second uint8) {
	lower := int32(b)
	return round(lower), round(int32((int64(b) - int64(lower)) >> 32))
}

// pixel is one of each of two neighbouring rows.
type pixel struct{ red, green, blue both }

// sum returns the weighted sum of the pixels under a filter. Within its caller there
// would not be the registers for it.
//
//go:noinline
func (f filter) sum(row []pixel) pixel {
	var red, green, blue both
	row = row[f.first:][:len(f.weights)]
	for i, weight := range f.weights {
		p := &row[i]
		red += both(weight) * p.red
		green += both(weight) * p.green
		blue += both(weight) * p.blue
	}
	return pixel{red, green, blue}
}

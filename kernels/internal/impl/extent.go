package impl

import "math/bits"

// The checks of this file come before all others of memory, and assembly relies on
// them: a product of sizes is taken by division, or in two words, since beyond an int
// it would wrap around to one that fits.

// HoldsMatrix reports whether n elements have room for a matrix whose rows are stride
// elements apart: whether (rows-1)·stride + cols ≤ n, as far as there are rows. Sizes
// below 0 and a stride shorter than a row have no room anywhere.
func HoldsMatrix(n, rows, cols, stride int) bool {
	switch {
	case rows < 0 || cols < 0 || stride < cols:
		return false
	case rows <= 1 || stride == 0:
		return rows == 0 || cols <= n
	}
	return cols <= n && rows-1 <= (n-cols)/stride
}

// HoldsVector reports whether length elements have room for n > 0 of them, inc apart:
// whether (n-1)·|inc| < length. An inc of 0 has room nowhere.
func HoldsVector(length, n, inc int) bool {
	if inc == 0 || length == 0 {
		return false
	}
	apart := uint(inc)
	if inc < 0 {
		apart = -apart // the least int has no opposite, but this
	}
	return uint(n-1) <= uint(length-1)/apart
}

// Product returns the product of sizes, and whether all are at least 0 and an int holds
// it.
func Product(sizes ...int) (int, bool) {
	product := uint(1)
	for _, size := range sizes {
		high, low := bits.Mul(product, uint(size))
		if size < 0 || high != 0 || int(low) < 0 {
			return 0, false
		}
		product = low
	}
	return int(product), true
}

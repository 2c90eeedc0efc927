package tile

// The constants of this file belong to the specification: sums break where what they
// count ends. Whoever changes one changes bits, and with them the golden hashes.
// Constants elsewhere change the speed alone.
const (
	// unitEdge is the number of rows in a block of [Units].
	unitEdge = 128

	// productRows is the most factors of a column's product in float32: at most 2
	// each, they cannot overflow.
	productRows = 64
)

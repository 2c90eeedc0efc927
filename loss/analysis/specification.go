package analysis

// The constants of this file belong to the specification: sums break where what they
// count ends. Whoever changes one changes bits, and with them the golden hashes.
// Constants elsewhere change the speed alone.
const (
	// A strip has from minStrip to maxStrip anchors, so many that its similarities
	// are not more than stripSize unless minStrip asks for it: the more anchors, the
	// more efficient the products.
	minStrip, maxStrip = 16, 64
	stripSize          = 1 << 21
	// stripsAtOnce is the number of strips after which their sums are added up.
	stripsAtOnce = 64
)

// stripRows is the number of anchors in a strip.
func stripRows(n int) int { return min(maxStrip, max(minStrip, stripSize/n), n) }

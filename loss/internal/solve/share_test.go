package solve

import (
	"math"
	"testing"
)

// TestNegativeShare compares with high-precision values over the whole range of
// arguments, where exp(x) and exp(-x) overflow and underflow.
func TestNegativeShare(t *testing.T) {
	for _, c := range []struct{ sum, x, loss, share float64 }{
		{1, 0, math.Ln2, 0.5},
		{1, 2e4, 0, 0},
		{1, -2e4, 2e4, 1},
		{5, -2e4, 2e4 + math.Log(5), 1},
		{1, 200, 1.3838965267367376e-87, 1.3838965267367376e-87},
		{3, 40, 1.2745062765874767e-17, 1.2745062765874767e-17},
		{1e5, math.Log(1e5), math.Ln2, 0.5},
	} {
		loss, share := NegativeShare(c.sum, c.x)
		if relative(loss, c.loss) > 1e-14 || relative(share, c.share) > 1e-14 {
			t.Errorf("R = %v, x = %v: loss %v, share %v; want %v, %v", c.sum, c.x, loss, share, c.loss, c.share)
		}
	}
}

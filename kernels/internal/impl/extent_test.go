package impl

import (
	"math"
	"math/big"
	"testing"
)

// edges are sizes where products begin to wrap around, and small ones.
func edges() []int {
	all := []int{math.MinInt, math.MinInt + 1, math.MaxInt, math.MaxInt - 1, -2, -1, 0, 1, 2, 3, 5, 8, 31, 32, 33}
	for _, k := range []int{15, 16, 30, 31, 32, 33, 60, 61, 62} {
		for near := -1; near <= 1; near++ {
			if n := 1<<k + near; 1<<k > 0 {
				all = append(all, n, -n)
			}
		}
	}
	return all
}

// TestExtentsAreExact compares with integers of any size.
func TestExtentsAreExact(t *testing.T) {
	number := func(n int) *big.Int { return big.NewInt(int64(n)) }
	for _, a := range edges() {
		for _, b := range edges() {
			product := new(big.Int).Mul(number(a), number(b))
			got, ok := Product(a, b)
			if want := a >= 0 && b >= 0 && product.Cmp(number(math.MaxInt)) <= 0; ok != want || ok && number(got).Cmp(product) != 0 {
				t.Errorf("Product(%d, %d) = %d, %t", a, b, got, ok)
			}
			for _, n := range edges() {
				if n < 0 {
					continue
				}
				if a > 0 {
					last := new(big.Int).Mul(number(a-1), new(big.Int).Abs(number(b)))
					if got, want := HoldsVector(n, a, b), b != 0 && last.Cmp(number(n)) < 0; got != want {
						t.Errorf("HoldsVector(%d, %d, %d) = %t", n, a, b, got)
					}
				}
				for _, cols := range []int{-1, 0, 1, 32, 1 << 30, math.MaxInt} {
					size := new(big.Int).Mul(number(a-1), number(b))
					size.Add(size, number(cols))
					want := a == 0 && cols >= 0 && b >= cols || a > 0 && cols >= 0 && b >= cols && size.Cmp(number(n)) <= 0
					if got := HoldsMatrix(n, a, cols, b); got != want {
						t.Errorf("HoldsMatrix(%d, %d, %d, %d) = %t", n, a, cols, b, got)
					}
				}
			}
		}
	}
}

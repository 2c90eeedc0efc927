package race_test

import (
	"fmt"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/race"
)

// A test that counts allocations does so where the race detector makes none.
func Example() {
	x := []float32{1, 2, 3}
	allocations := 0.0
	if !race.Enabled {
		allocations = testing.AllocsPerRun(10, func() { kernels.Dot(x, x) })
	}
	fmt.Println(allocations)
	// Output: 0
}

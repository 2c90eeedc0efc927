package parallel_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/parallel"
)

func Example() {
	// Four tasks of a fixed grid, each with a place of its own for its result,
	// combined in the order of the grid.
	var parts [4]int
	parallel.For(2, len(parts), func(task int) { parts[task] = task * task })
	total := 0
	for _, p := range parts {
		total += p
	}
	fmt.Println(total)
	// Output: 14
}

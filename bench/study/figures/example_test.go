package figures_test

import (
	"fmt"
	"os"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/figures"
)

// A study without rows yet has one figure to show: how the penalty falls on the
// negatives at its temperatures.
func Example() {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	results := &study.Results{Settings: study.Settings{Taus: []float64{0.07, 0.3, 1}}}
	if err := figures.Write(dir, results); err != nil {
		fmt.Println(err)
		return
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, file := range files {
		fmt.Println(file.Name())
	}
	// Output:
	// penalties-similarity.png
	// penalties-similarity.svg
}

package tile_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/tile"
)

// The similarities of three unit rows to each other, themselves aside, and for each the
// sum of exp((s-1)/τ) over the others at τ = 0.5.
func Example() {
	rows := matrix.Of([]float32{1, 0, 0.6, 0.8, 0, 1}, 3, 2)
	var blocks tile.Blocks
	blocks.Reset(1, rows, 16, tile.AsRows|tile.AsColumns)
	s := blocks.Tile(make([]float32, blocks.TileSize()), 0, &blocks, 0)
	for i := range rows.Rows {
		matrix.Row(s, i)[i] = -10 // exp((-10-1)/τ) is next to nothing
	}
	sums := make([]float64, rows.Rows)
	tile.Exp(s, s, 1, 2, sums, nil)
	fmt.Printf("%.4f\n", sums)
	// Output: [0.5847 1.1196 0.8057]
}

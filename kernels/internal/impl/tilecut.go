package impl

// TileCut divides a block of rows into register tiles of two neighbouring
// heights: tall tiles of the one and below them low ones of height-1. None is
// much lower than the register tile, which would leave the FMA units waiting.
type TileCut struct{ Height, Tall, Low int }

// CutTiles divides rows into tiles of at most so many.
func CutTiles(rows, most int) TileCut {
	tiles := CeilDiv(rows, most)
	height := CeilDiv(rows, tiles)
	tall := rows - tiles*(height-1)
	return TileCut{height, tall, tiles - tall}
}

// HeightAt returns the height of the tile that begins at a row.
func (t TileCut) HeightAt(row int) int {
	if row < t.Tall*t.Height {
		return t.Height
	}
	return t.Height - 1
}

// Rows returns the number of rows.
func (t TileCut) Rows() int { return t.Tall*t.Height + t.Low*(t.Height-1) }

// CeilDiv returns a/b rounded up, for a ≥ 0 and b > 0.
func CeilDiv(a, b int) int {
	whole := a / b
	if whole*b < a {
		return whole + 1
	}
	return whole
}

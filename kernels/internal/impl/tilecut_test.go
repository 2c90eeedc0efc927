package impl

import "testing"

func TestCutTiles(t *testing.T) {
	for most := 1; most <= 14; most++ {
		for rows := 1; rows < 100; rows++ {
			cut := CutTiles(rows, most)
			if cut.Rows() != rows || cut.Height > most || cut.Tall < 1 || cut.Low < 0 || cut.Low > 0 && cut.Height == 1 {
				t.Errorf("CutTiles(%d, %d) = %+v", rows, most, cut)
			}
		}
	}
}

package study

import "time"

// estimate tells how long a study still needs: for each cell that is left to
// train, the mean time of those trained so far.
type estimate struct {
	seconds       float64
	trained, left int
	side          int // cells that are trained side by side
}

// after takes note of a row and returns the time left, 0 while no cell has been
// trained. A failed cell says nothing about the others.
func (e *estimate) after(row Row) time.Duration {
	if !row.Floor() {
		e.left--
	}
	if !row.Floor() && row.Error == "" {
		e.trained++
		e.seconds += row.Seconds
	}
	if e.trained == 0 {
		return 0
	}
	return time.Duration(e.seconds / float64(e.trained) * float64(e.left) / float64(e.side) * float64(time.Second))
}

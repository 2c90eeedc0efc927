package data

import "testing"

func TestShape(t *testing.T) {
	s := Shape{Height: 2, Width: 3, Channels: 4}
	if s.Size() != 24 || s.String() != "2×3×4" {
		t.Errorf("%s of %d values", s, s.Size())
	}
}

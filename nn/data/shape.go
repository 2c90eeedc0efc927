package data

import "fmt"

// Shape is that of an item: an image, or 1×1×C for a row of C numbers.
type Shape struct{ Height, Width, Channels int }

// Size returns the number of values.
func (s Shape) Size() int { return s.Height * s.Width * s.Channels }

// String returns the shape as text, such as "32×32×3".
func (s Shape) String() string { return fmt.Sprintf("%d×%d×%d", s.Height, s.Width, s.Channels) }

package data

import "fmt"

// Split names one half of a data set.
type Split string

// The two halves: encoders are trained on Train and evaluated on Test.
const (
	Train Split = "train"
	Test  Split = "test"
)

// Set is a labelled set of images of one size, held in memory.
type Set struct {
	// Height, Width and Channels are the shape of every image. Channels is 3
	// (red, green, blue) or 1 (grey).
	Height, Width, Channels int
	// Pixels holds the images one after another, each row by row with the
	// channels of a pixel side by side (NHWC): Len·Height·Width·Channels bytes.
	Pixels []uint8
	// Labels holds the class of every image, an index into Classes.
	Labels []int
	// Classes are the names of the classes.
	Classes []string
	// Source says in words which files the images came from.
	Source string
}

// Len returns the number of images.
func (s *Set) Len() int { return len(s.Labels) }

// Image returns the Height·Width·Channels bytes of image i. They are the set's
// own bytes, not a copy.
func (s *Set) Image(i int) []uint8 {
	size := s.imageSize()
	return s.Pixels[i*size : (i+1)*size : (i+1)*size]
}

// Limit returns a set of the first n images, sharing the memory of s. With n
// of 0, or no fewer than s has, it holds all of them. A negative n panics.
//
// Every loader that orders the images itself goes round the classes, so that
// the first n are balanced.
func (s *Set) Limit(n int) *Set {
	if n < 0 {
		panic(fmt.Sprintf("data: Limit: n = %d", n))
	}
	first := *s
	if n > 0 && n < s.Len() {
		first.Pixels = s.Pixels[:n*s.imageSize()]
		first.Labels = s.Labels[:n]
	}
	return &first
}

func (s *Set) imageSize() int { return s.Height * s.Width * s.Channels }

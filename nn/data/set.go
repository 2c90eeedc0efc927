package data

import "fmt"

// Set is a set of images of one size, held in memory: a [Source] of bytes. All its
// methods may be called from several goroutines at once.
type Set struct {
	// Height, Width and Channels are the shape of every image. Channels is 3
	// (red, green, blue) or 1 (grey).
	Height, Width, Channels int
	// Pixels holds the images one after another, each row by row with the
	// channels of a pixel side by side (NHWC): Len·Height·Width·Channels bytes.
	Pixels []uint8
	// Labels holds the class of every image, an index into Classes. It is nil
	// where nobody knows them.
	Labels []int
	// Classes are the names of the classes.
	Classes []string
	// Source says in words which files the images came from.
	Source string

	files files
}

// Len returns the number of images.
func (s *Set) Len() int {
	if s.imageSize() == 0 {
		return 0
	}
	return len(s.Pixels) / s.imageSize()
}

// Shape returns Height, Width and Channels.
func (s *Set) Shape() Shape { return Shape{s.Height, s.Width, s.Channels} }

// Label returns the class of image i, or -1 where Labels is nil.
func (s *Set) Label(i int) int {
	if s.Labels == nil {
		return -1
	}
	return s.Labels[i]
}

// Name returns the file of image i, as [Named] says, or its number.
func (s *Set) Name(i int) string { return s.files.name(i) }

// Class returns the name of image i's class: its number where Classes has none, "" where
// Labels is nil.
func (s *Set) Class(i int) string {
	if label := s.Label(i); label < 0 || label >= len(s.Classes) {
		return className(label)
	}
	return s.Classes[s.Labels[i]]
}

// Image returns the Height·Width·Channels bytes of image i. They are the set's
// own bytes, not a copy. It panics when i is out of range.
func (s *Set) Image(i int) []uint8 {
	checkNumber("Set.Image", i, s.Len())
	size := s.imageSize()
	return s.Pixels[i*size : (i+1)*size : (i+1)*size]
}

// Item writes image i to dst, standardised as by [Standardize]. It panics when dst
// is not of an image's size.
func (s *Set) Item(dst []float32, i int) {
	checkLength("Set.Item", dst, s.Shape())
	Standardize(dst, s.Image(i))
}

// View writes a random view of image i to dst, with the steps of a that are for images:
// Height·Width·Channels numbers, row by row, in [-2, 2] as [Standardize] makes them. It
// depends on the image, its number, a and key, and on nothing else. View panics when dst
// is not of an image's size.
func (s *Set) View(dst []float32, i int, a Augment, key Key) {
	checkLength("Set.View", dst, s.Shape())
	a.view(dst, s, i, key)
}

// Digest returns the SHA-256 of Pixels, in hexadecimal.
func (s *Set) Digest() string { return digestBytes(s.Pixels) }

// String returns the field Source.
func (s *Set) String() string { return s.Source }

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
		if s.Labels != nil {
			first.Labels = s.Labels[:n]
		}
	}
	return &first
}

func (s *Set) imageSize() int { return s.Height * s.Width * s.Channels }

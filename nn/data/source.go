package data

import "fmt"

// Source is what an encoder is trained on and embeds: items of one shape, numbered
// from 0. [Set] holds images and [Rows] rows of float32; any other type with these
// methods will do as well. All of them must be safe to call from several goroutines
// at once, and give the same bits every time and on every machine.
type Source interface {
	// Len returns the number of items.
	Len() int
	// Shape returns that of every item.
	Shape() Shape
	// Label returns the class of item i, from 0 up. It returns -1 where nobody knows
	// it, and then does so for all items.
	Label(i int) int
	// Item writes item i to dst as evaluation sees it: an image standardised, but not
	// augmented. dst has Shape().Size() elements.
	Item(dst []float32, i int)
	// View writes a random view of item i to dst, which has Shape().Size() elements.
	// The view depends on the item, a and key alone. A source that has views of its
	// own may pass over a.
	View(dst []float32, i int, a Augment, key Key)
	// Digest returns the SHA-256, in hexadecimal, of what the items hold; their labels
	// and where they came from do not count. [DigestItems] is one for any source.
	Digest() string
	// String says where the items came from, for people.
	String() string
}

// Key says which of an item's random views is wanted.
type Key struct {
	Seed, Epoch uint64
	View        int // of those in one epoch
}

// Labels returns the labels of all items, or nil where nobody knows them.
func Labels(s Source) []int {
	if s.Len() == 0 || s.Label(0) < 0 {
		return nil
	}
	labels := make([]int, s.Len())
	for i := range labels {
		labels[i] = s.Label(i)
	}
	return labels
}

// checkLength panics unless dst has room for one item and no more.
func checkLength(method string, dst []float32, s Shape) {
	if len(dst) != s.Size() {
		panic(fmt.Sprintf("data: %s: len(dst) = %d, items are %v", method, len(dst), s))
	}
}

// checkNumber panics unless there is an item i among n. A slice would not always do so:
// there may be more in its memory, of which the items are the first.
func checkNumber(name string, i, n int) {
	if i < 0 || i >= n {
		panic(fmt.Sprintf("data: %s: item %d of %d", name, i, n))
	}
}

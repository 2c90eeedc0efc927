package solve

import "github.com/abc86604/temper/kernels/matrix"

// classes are the labels of a problem, by classes that are numbered from 0 in the order
// in which they appear.
type classes struct {
	numbers map[int]int32 // by labels
	of      []int32       // the class of each label
	sizes   []int         // labels of each class
	starts  []int32       // of each class, and the end of the last, in
	places  []int32       // the places of the labels, class by class, in ascending order
}

// take counts labels.
func (c *classes) take(labels []int) {
	if c.numbers == nil {
		c.numbers = map[int]int32{}
	}
	clear(c.numbers)
	c.of, c.sizes = matrix.Grow(c.of, len(labels)), c.sizes[:0]
	for i, label := range labels {
		class, known := c.numbers[label]
		if !known {
			class = int32(len(c.sizes))
			c.numbers[label] = class
			c.sizes = append(c.sizes, 0)
		}
		c.of[i] = class
		c.sizes[class]++
	}
	c.starts, c.places = byClass(c.starts, c.places, c.of, len(c.sizes))
}

// byClass sorts places by their classes, on the memory of the slices given.
func byClass(starts, places, classOf []int32, classes int) (_, _ []int32) {
	starts, places = filled(starts, classes+1, 0), matrix.Grow(places, len(classOf))
	for _, class := range classOf {
		starts[class+1]++
	}
	for class := range classes {
		starts[class+1] += starts[class]
	}
	for i, class := range classOf {
		places[starts[class]] = int32(i)
		starts[class]++
	}
	copy(starts[1:], starts) // each has moved on to the next
	starts[0] = 0
	return starts, places
}

// count is the number of classes.
func (c *classes) count() int { return len(c.sizes) }

// ofRow is the class of a row: two views of a batch share their labels.
func (c *classes) ofRow(row int) int { return int(c.of[row%len(c.of)]) }

// size is the number of rows of a row's class, among n rows in all.
func (c *classes) size(row, n int) int { return c.sizes[c.ofRow(row)] * (n / len(c.of)) }

// eachOf calls f for the rows of a class among n rows, in ascending order.
func (c *classes) eachOf(class, n int, f func(row int)) {
	for first := 0; first < n; first += len(c.of) {
		for _, place := range c.places[c.starts[class]:c.starts[class+1]] {
			f(first + int(place))
		}
	}
}

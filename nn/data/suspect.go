package data

import "slices"

// allEqual tells whether no item differs from the first.
func allEqual(s Source) bool {
	first, other := make([]float32, s.Shape().Size()), make([]float32, s.Shape().Size())
	s.Item(first, 0)
	for i := 1; i < s.Len(); i++ {
		if s.Item(other, i); !slices.Equal(first, other) {
			return false
		}
	}
	return true
}

// single returns the names of the classes that have one item, if there are any others.
func single(s Named, classes int) []string {
	if classes < 2 {
		return nil
	}
	last := map[int]int{} // item of each class
	items := map[int]int{}
	for i := range s.Len() {
		last[s.Label(i)] = i
		items[s.Label(i)]++
	}
	var names []string
	for label, n := range items {
		if n == 1 {
			names = append(names, s.Class(last[label]))
		}
	}
	slices.Sort(names)
	return names
}

package train

import (
	"maps"
	"slices"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/data"
)

// order is the order in which an epoch sees the items.
func (r *training) order() []int {
	random := portable.NewRand(r.set.Seed, streamOrder, uint64(r.at.Epoch))
	if r.set.PerClass == 0 {
		return random.Perm(r.items.Len())
	}
	return byClass(random, membersOf(data.Labels(r.items)), r.set.PerClass, r.set.batches()*r.set.Batch)
}

// byClass returns n items in groups of so many of one class, with the classes in turn, in
// an order that is drawn anew for every turn. Within a class items come in a random order,
// and again in another one when all have been: those of small classes come oftener. No
// group has an item twice.
func byClass(random *portable.Rand, members [][]int, perClass, n int) []int {
	streams := make([]stream, len(members))
	for i, m := range members {
		streams[i].members = m
	}
	var order, turn []int
	for len(order) < n {
		if len(turn) == 0 {
			turn = random.Perm(len(streams))
		}
		order = append(order, streams[turn[0]].take(random, perClass)...)
		turn = turn[1:]
	}
	return order
}

// repeats tells of each place of an order how often its item, one of so many, has come
// before.
func repeats(order []int, items int) []int {
	again, seen := make([]int, len(order)), make([]int, items)
	for i, item := range order {
		again[i] = seen[item]
		seen[item]++
	}
	return again
}

// A stream goes through the members of a class again and again.
type stream struct{ members, left []int }

// take returns the next n members, of which there are no fewer. Where they reach into a new
// round those that they have of the old one come later in it.
func (s *stream) take(random *portable.Rand, n int) []int {
	old := s.left[:min(n, len(s.left))]
	s.left = s.left[len(old):]
	if len(old) == n {
		return old
	}
	var fresh, later []int
	for _, i := range random.Perm(len(s.members)) {
		if item := s.members[i]; slices.Contains(old, item) {
			later = append(later, item)
		} else {
			fresh = append(fresh, item)
		}
	}
	begun := n - len(old)
	s.left = slices.Concat(fresh[begun:], later)
	return slices.Concat(old, fresh[:begun])
}

// membersOf lists the items of each class that has any, the classes in the order of their
// numbers, which may have gaps.
func membersOf(labels []int) [][]int {
	byLabel := make(map[int][]int)
	for item, label := range labels {
		byLabel[label] = append(byLabel[label], item)
	}
	var members [][]int
	for _, label := range slices.Sorted(maps.Keys(byLabel)) {
		members = append(members, byLabel[label])
	}
	return members
}

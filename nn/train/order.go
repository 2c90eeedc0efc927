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
// and again in another one when all have been: those of small classes come oftener.
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
		for range perClass {
			order = append(order, streams[turn[0]].next(random))
		}
		turn = turn[1:]
	}
	return order
}

// A stream goes through the members of a class again and again.
type stream struct{ members, left []int }

func (s *stream) next(random *portable.Rand) int {
	if len(s.left) == 0 {
		s.left = random.Perm(len(s.members))
	}
	item := s.members[s.left[0]]
	s.left = s.left[1:]
	return item
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

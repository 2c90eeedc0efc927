package train

import (
	"slices"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// owners knows whose keys a queue holds, so that older keys of the anchor's own item are
// not its negatives: they would push it from what it is.
type owners struct {
	// slots are the items by number, in float32, the one type of a checkpoint, in which
	// whole numbers are exact up to 2^24; -1 where there is noise. nil: own keys are
	// negatives like others.
	slots []float32
}

// mostApart is the number of an item or a class up to which float32 tells it from others.
const mostApart = 1 << 24

func newOwners(slots int, ownKeys bool) owners {
	if ownKeys {
		return owners{}
	}
	o := owners{slots: make([]float32, slots)}
	for i := range o.slots {
		o.slots[i] = -1
	}
	return o
}

// set notes that the keys of items have taken places.
func (o *owners) set(places, items []int) {
	if o.slots == nil {
		return
	}
	for i, place := range places {
		o.slots[place] = float32(items[i])
	}
}

// others lists for each anchor the slots with other keys of its item than the one at its
// place.
func (o *owners) others(places, items []int) loss.Lists {
	if o.slots == nil {
		return loss.Lists{}
	}
	anchors := make([]float32, len(items))
	for i, item := range items {
		anchors[i] = float32(item)
	}
	return sameItem(anchors, o.slots, func(anchor, slot int) bool { return places[anchor] == slot })
}

// sameItem lists for each anchor the candidates of its item, but for those that are its
// own. Where there are none at all it returns no lists.
func sameItem[T comparable](anchors, candidates []T, own func(anchor, candidate int) bool) loss.Lists {
	byItem := make(map[T][]int, len(anchors))
	for i, item := range anchors {
		byItem[item] = append(byItem[item], i)
	}
	found := make([][]int, len(anchors))
	for j, item := range candidates {
		for _, i := range byItem[item] {
			if !own(i, j) {
				found[i] = append(found[i], j)
			}
		}
	}
	all := slices.Concat(found...)
	if len(all) == 0 {
		return loss.Lists{}
	}
	lists := loss.Lists{Starts: make([]int, 1, len(anchors)+1), Items: all}
	for _, list := range found {
		lists.Starts = append(lists.Starts, lists.Starts[len(lists.Starts)-1]+len(list))
	}
	return lists
}

// tensors are what a checkpoint keeps of them.
func (o *owners) tensors() []safetensors.Tensor {
	if o.slots == nil {
		return nil
	}
	return []safetensors.Tensor{{Name: "memory.items", Shape: []int{len(o.slots)}, Data: o.slots}}
}

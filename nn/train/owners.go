package train

import (
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

	lists loss.Lists
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
// place. They hold until the next call.
func (o *owners) others(places, items []int) loss.Lists {
	if o.slots == nil {
		return loss.Lists{}
	}
	found := o.find(places, items)
	o.lists.Starts, o.lists.Items = append(o.lists.Starts[:0], 0), o.lists.Items[:0]
	for _, slots := range found {
		o.lists.Items = append(o.lists.Items, slots...)
		o.lists.Starts = append(o.lists.Starts, len(o.lists.Items))
	}
	if len(o.lists.Items) == 0 {
		return loss.Lists{} // as in every first epoch
	}
	return o.lists
}

// find returns the slots by anchor.
func (o *owners) find(places, items []int) [][]int {
	anchors := make(map[float32][]int, len(items))
	for i, item := range items {
		anchors[float32(item)] = append(anchors[float32(item)], i)
	}
	found := make([][]int, len(items))
	for slot, owner := range o.slots {
		for _, anchor := range anchors[owner] {
			if places[anchor] != slot {
				found[anchor] = append(found[anchor], slot)
			}
		}
	}
	return found
}

// tensors are what a checkpoint keeps of them.
func (o *owners) tensors() []safetensors.Tensor {
	if o.slots == nil {
		return nil
	}
	return []safetensors.Tensor{{Name: "memory.items", Shape: []int{len(o.slots)}, Data: o.slots}}
}

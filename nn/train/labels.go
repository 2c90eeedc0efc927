package train

import "github.com/abc86604/temper/nn/format/safetensors"

// labels are the classes of the rows that a loss is taken of.
type labels struct {
	items []int // of the data's items; nil where the loss does not ask
	rows  []int
}

// of returns the labels of some items, nil where the loss does not ask. They
// hold until the next call.
func (l *labels) of(items []int) []int {
	if l.items == nil {
		return nil
	}
	l.rows = l.rows[:0]
	for _, item := range items {
		l.rows = append(l.rows, l.items[item])
	}
	return l.rows
}

// keyLabels are the classes of the keys in a queue.
type keyLabels struct {
	labels
	// slots are float32, the one type of a checkpoint, in which whole numbers are
	// exact up to 2^24. Slot i that still holds noise is of a class that nothing
	// else has, -1-i.
	slots []float32
}

func newKeyLabels(items []int, slots int) keyLabels {
	l := keyLabels{labels: labels{items: items}}
	if items == nil {
		return l
	}
	l.slots = make([]float32, slots)
	for i := range l.slots {
		l.slots[i] = float32(-1 - i)
	}
	return l
}

// set notes that the keys of items have taken places.
func (l *keyLabels) set(places, items []int) {
	for i, class := range l.of(items) {
		l.slots[places[i]] = float32(class)
	}
}

// all returns the labels of all slots, nil where the loss does not ask. They hold
// until the next call.
func (l *keyLabels) all() []int {
	if l.items == nil {
		return nil
	}
	l.rows = l.rows[:0]
	for _, class := range l.slots {
		l.rows = append(l.rows, int(class))
	}
	return l.rows
}

// tensors are what a checkpoint keeps of them.
func (l *keyLabels) tensors() []safetensors.Tensor {
	if l.items == nil {
		return nil
	}
	return []safetensors.Tensor{{Name: "memory.labels", Shape: []int{len(l.slots)}, Data: l.slots}}
}

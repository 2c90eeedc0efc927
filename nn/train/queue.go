package train

import (
	"slices"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// queue is the arrangement Queue: the ring of a key encoder's last embeddings.
type queue struct {
	memory
	labels keyLabels
	owners owners // whose keys the slots hold

	places []int // of the last batch's keys
	older  ring  // what they have replaced
}

func newQueue(t *Trainer, classes []int) *queue {
	return &queue{
		memory: newMemory(t.QueueLength, t.Encoder.Dim(), t.Seed),
		labels: newKeyLabels(classes, t.QueueLength),
		owners: newOwners(t.QueueLength, t.OwnKeys),
	}
}

func (q *queue) views() int { return 2 }

func (q *queue) problem(b *batch) loss.Problem {
	q.push(b.keys, b.step*len(b.items))
	q.labels.set(q.places, b.items)
	q.owners.set(q.places, b.items)
	problem := loss.Bank(b.z, q.slots, q.places)
	problem.Labels, problem.Unit = q.labels.all(), true
	problem.Excluded = q.owners.others(q.places, b.items)
	return problem
}

// push writes the keys over the oldest ones, to the places that it notes.
// The first key goes to place number pushed, the number of keys before it,
// modulo the ring's length: a batch that meets the ring's end goes on at its
// start.
func (q *queue) push(keys blas32.General, pushed int) {
	q.places = q.places[:0]
	for i := range keys.Rows {
		q.places = append(q.places, (pushed+i)%q.slots.Rows)
	}
	q.older.keep(q, q.places)
	for i, place := range q.places {
		q.set(place, matrix.Row(keys, i))
	}
}

func (q *queue) undo() { q.older.restore(q, q.places) }

func (q *queue) remember(*batch) {} // problem has pushed the keys

func (q *queue) tensors() []safetensors.Tensor {
	return slices.Concat(q.memory.tensors(), q.labels.tensors(), q.owners.tensors())
}

// A ring is what some places of a queue held before they were written again.
type ring struct{ keys, written, labels, owners []float32 }

func (r *ring) keep(q *queue, places []int) {
	*r = ring{r.keys[:0], r.written[:0], r.labels[:0], r.owners[:0]}
	for _, place := range places {
		r.keys = append(r.keys, matrix.Row(q.slots, place)...)
		r.written = append(r.written, q.written[place])
		if q.labels.slots != nil {
			r.labels = append(r.labels, q.labels.slots[place])
		}
		if q.owners.slots != nil {
			r.owners = append(r.owners, q.owners.slots[place])
		}
	}
}

func (r *ring) restore(q *queue, places []int) {
	d := q.slots.Cols
	for i, place := range slices.Backward(places) { // a short ring is written twice
		copy(matrix.Row(q.slots, place), r.keys[i*d:][:d])
		q.written[place] = r.written[i]
		if q.labels.slots != nil {
			q.labels.slots[place] = r.labels[i]
		}
		if q.owners.slots != nil {
			q.owners.slots[place] = r.owners[i]
		}
	}
}

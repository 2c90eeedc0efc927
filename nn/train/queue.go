package train

import (
	"slices"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// queue is the arrangement Queue: a momentum encoder and the ring of its last
// embeddings.
type queue struct {
	memory
	encoder, key *nn.Encoder
	labels       keyLabels
	momentum     float32
}

func newQueue(t *Trainer) *queue {
	return &queue{
		memory:   newMemory(t.QueueLength, t.Encoder.Dim(), t.Seed),
		encoder:  t.Encoder,
		key:      t.Encoder.Clone(),
		labels:   newKeyLabels(t.classes(), t.QueueLength),
		momentum: float32(t.KeyMomentum),
	}
}

func (q *queue) views() int { return 2 }

func (q *queue) problem(s sample) (loss.Problem, error) {
	b := len(s.images)
	q.key.Threads = q.encoder.Threads
	keys, err := q.key.Forward(slice(s.x, b, 2*b), true)
	if err != nil {
		return loss.Problem{}, err
	}
	places := q.push(keys, s.step*b)
	q.labels.set(places, s.images)
	z, err := q.encoder.Forward(slice(s.x, 0, b), true)
	if err != nil {
		return loss.Problem{}, err
	}
	problem := loss.Bank(z, q.slots, places)
	problem.Labels, problem.Unit = q.labels.all(), true
	return problem, nil
}

// push writes the keys over the oldest ones and returns the places they took.
// The first key goes to place number pushed, the number of keys before it,
// modulo the ring's length: a batch that meets the ring's end goes on at its
// start.
func (q *queue) push(keys blas32.General, pushed int) []int {
	places := make([]int, keys.Rows)
	for i := range places {
		places[i] = (pushed + i) % q.slots.Rows
		q.set(places[i], matrix.Row(keys, i))
	}
	return places
}

// follow moves the key encoder: θ_k <- m·θ_k + (1-m)·θ_q. Its running
// statistics are its own, of the batches that it has seen.
func (q *queue) follow() {
	from, to := q.encoder.Params(), q.key.Params()
	all := stretches(to)
	parallel.For(q.encoder.Threads, len(all), func(i int) {
		s := all[i]
		value := to[s.param].Value[s.from:s.to]
		kernels.Scale(q.momentum, value, value)
		kernels.Axpy(1-q.momentum, from[s.param].Value[s.from:s.to], value)
	})
}

func (q *queue) remember() {} // problem has pushed the keys

func (q *queue) tensors() []safetensors.Tensor {
	return slices.Concat(encoderTensors("key.", q.key), q.memory.tensors(), q.labels.tensors())
}

// slice returns images from (inclusive) to to (exclusive) of x.
func slice(x nn.Tensor, from, to int) nn.Tensor {
	size := x.H * x.W * x.C
	return nn.Tensor{N: to - from, H: x.H, W: x.W, C: x.C, Data: x.Data[from*size : to*size]}
}

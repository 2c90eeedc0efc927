package train

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// Keys that tell this package's random streams apart.
const (
	streamNoise = iota
	streamOrder
)

// memory is a matrix of unit rows that outlives the batch: a bank or a queue.
type memory struct {
	slots   blas32.General
	written []float32 // 1 once a row has been written, 0 while it is noise
}

// newMemory returns n rows of dimension d, each uniform in ±1/√(d/3) and then
// normalised, each from a random stream of its own.
func newMemory(n, d int, seed uint64) memory {
	m := matrix.New(n, d)
	bound := 1 / math.Sqrt(float64(d)/3)
	for i := range n {
		r := portable.NewRand(seed, streamNoise, uint64(i))
		for j := range d {
			m.Data[i*d+j] = float32(float64(2*bound*r.Float64()) - bound)
		}
	}
	kernels.Normalize(m, m, make([]float32, n))
	return memory{slots: m, written: make([]float32, n)}
}

// set copies f into slot i.
func (m memory) set(i int, f []float32) {
	copy(matrix.Row(m.slots, i), f)
	m.written[i] = 1
}

// blend sets slot i, v, to normalise(k·v + (1-k)·f). Where the two cancel it
// takes f itself: there is no direction to keep.
func (m memory) blend(i int, f []float32, k float32) {
	slot := matrix.Rows(m.slots, i, i+1)
	v := matrix.Row(slot, 0)
	kernels.Scale(k, v, v)
	kernels.Axpy(1-k, f, v)
	if matrix.Unit(slot, slot, make([]float32, 1)) != nil {
		copy(v, f)
	}
	m.written[i] = 1
}

func (m memory) neverWritten() float64 {
	n := 0
	for _, w := range m.written {
		if w == 0 {
			n++
		}
	}
	return float64(n) / float64(len(m.written))
}

func (m memory) tensors() []safetensors.Tensor {
	return []safetensors.Tensor{
		{Name: "memory.slots", Shape: []int{m.slots.Rows, m.slots.Cols}, Data: m.slots.Data},
		{Name: "memory.written", Shape: []int{len(m.written)}, Data: m.written},
	}
}

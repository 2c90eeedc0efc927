package adapt

import (
	"fmt"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Head is what is trained on frozen embeddings: a map of rows z at unit length,
//
//	linear     y = zP + zA       A = 0 at the start
//	lowrank    y = zP + zBC      C = 0, B of a given rank
//	mlp        y = zP + max(zU + b, 0)V   V = 0
//
// where P is the identity or, to fewer dimensions, the projection that [Project] gives.
// At the start every head is P, to the bit, and weight decay, of the last weights alone, draws
// it back there. What it yields is brought to unit length by whoever compares it.
type Head struct {
	kind   string
	base   blas32.General // P, in×out
	params []*nn.Param

	identity                 bool           // P is the identity
	hidden, merged, gradient blas32.General // memory of one call
}

// Kinds are the heads that there are.
var Kinds = []string{Linear, LowRank, MLP}

// The kinds of heads.
const (
	Linear  = "linear"
	LowRank = "lowrank"
	MLP     = "mlp"
)

// newHead returns a head that is base, which has a column for each value that it yields;
// it keeps base. rank is that of a low-rank head, others pass over it. What is not zero at
// the start is drawn from the seed, for each tower anew.
func newHead(kind string, base blas32.General, rank int, seed, tower uint64) (*Head, error) {
	params, err := layout(kind, base.Rows, base.Cols, rank)
	if err != nil {
		return nil, err
	}
	h := &Head{kind: kind, base: base, identity: isIdentity(base)}
	for _, p := range params {
		h.params = append(h.params, param(p.Name, p.Shape...))
	}
	h.last().Decay = true
	if kind != Linear {
		h.draw(seed, tower)
	}
	return h, nil
}

// layout is what a head is trained in, by names and shapes alone.
func layout(kind string, in, out, rank int) ([]safetensors.Tensor, error) {
	switch kind {
	case Linear:
		return []safetensors.Tensor{{Name: "a", Shape: []int{in, out}}}, nil
	case LowRank:
		if rank < 1 || rank > min(in, out) {
			return nil, fmt.Errorf("rank %d: want 1 to %d", rank, min(in, out))
		}
		return []safetensors.Tensor{{Name: "b", Shape: []int{in, rank}}, {Name: "c", Shape: []int{rank, out}}}, nil
	case MLP:
		return []safetensors.Tensor{{Name: "u", Shape: []int{in, in}}, {Name: "bias", Shape: []int{in}}, {Name: "v", Shape: []int{in, out}}}, nil
	}
	return nil, fmt.Errorf("head %q: want one of %v", kind, Kinds)
}

func param(name string, shape ...int) *nn.Param {
	n := 1
	for _, size := range shape {
		n *= size
	}
	return &nn.Param{Name: name, Shape: shape, Value: make([]float32, n), Grad: make([]float32, n)}
}

// draw draws the first layer: normal, so that it keeps the lengths of rows on average.
func (h *Head) draw(seed, tower uint64) {
	first := matrixOf(h.params[0])
	r := portable.NewRand(seed, headStream, tower)
	scale := float32(1 / math.Sqrt(float64(first.Cols)))
	for i := range first.Data {
		first.Data[i] = float32(r.Normal()) * scale
	}
}

// Kind names the head as [Settings] do, "lowrank:32".
func (h *Head) Kind() string {
	if h.kind == LowRank {
		return fmt.Sprintf("%s:%d", h.kind, h.params[0].Shape[1])
	}
	return h.kind
}

// In is the number of values of the rows that the head takes.
func (h *Head) In() int { return h.base.Rows }

// Out is the number of values of the rows that it yields.
func (h *Head) Out() int { return h.base.Cols }

func isIdentity(x blas32.General) bool {
	if x.Rows != x.Cols {
		return false
	}
	for i := range x.Rows {
		for j, v := range matrix.Row(x, i) {
			if v != 0 && i != j || v != 1 && i == j {
				return false
			}
		}
	}
	return true
}

// IsIdentity tells whether the head changes nothing.
func (h *Head) IsIdentity() bool {
	changes := func(v float32) bool { return v != 0 }
	return h.identity && !slices.ContainsFunc(h.last().Value, changes)
}

// twin is the head with memory and gradients of its own, and the same parameters.
func (h *Head) twin() *Head {
	t := &Head{kind: h.kind, base: h.base, identity: h.identity}
	for _, p := range h.params {
		t.params = append(t.params, &nn.Param{Name: p.Name, Shape: p.Shape, Value: p.Value, Grad: make([]float32, len(p.Grad))})
	}
	return t
}

// apply sets dst, n×Out, to the head of the rows of z, n×In, of unit length. It does not
// bring them to unit length again.
func (h *Head) apply(threads int, dst, z blas32.General) {
	if h.kind == Linear {
		kernels.Gemm(threads, blas.NoTrans, blas.NoTrans, 1, z, h.matrix(), 0, dst)
		return
	}
	h.project(threads, dst, z)
	kernels.Gemm(threads, blas.NoTrans, blas.NoTrans, 1, h.layer(threads, z), matrixOf(h.last()), 1, dst)
}

// project sets dst to zP: to z where P is the identity, with +0 for -0 as the product has it.
func (h *Head) project(threads int, dst, z blas32.General) {
	if !h.identity {
		kernels.Gemm(threads, blas.NoTrans, blas.NoTrans, 1, z, h.base, 0, dst)
		return
	}
	for i := range z.Rows {
		to := matrix.Row(dst, i)
		for j, v := range matrix.Row(z, i) {
			to[j] = v + 0
		}
	}
}

// frozen is the head with its values of now and memory of its own, for applying it alone.
// One that is linear is its matrix, and has no parameters.
func (h *Head) frozen() *Head {
	f := &Head{kind: h.kind, base: h.base, identity: h.identity}
	if h.kind == Linear {
		f.base = matrix.New(h.In(), h.Out())
		copy(f.base.Data, h.matrix().Data)
		return f
	}
	for _, p := range h.params {
		f.params = append(f.params, &nn.Param{Name: p.Name, Shape: p.Shape, Value: slices.Clone(p.Value)})
	}
	return f
}

// matrix is P + A.
func (h *Head) matrix() blas32.General {
	if len(h.params) == 0 {
		return h.base
	}
	h.merged = matrix.Resize(h.merged, h.In(), h.Out())
	for i, v := range h.params[0].Value {
		h.merged.Data[i] = h.base.Data[i] + v
	}
	return h.merged
}

// layer is what the last weights are multiplied with.
func (h *Head) layer(threads int, z blas32.General) blas32.General {
	first := matrixOf(h.params[0])
	h.hidden = matrix.Resize(h.hidden, z.Rows, first.Cols)
	kernels.Gemm(threads, blas.NoTrans, blas.NoTrans, 1, z, first, 0, h.hidden)
	if h.kind == MLP {
		for i := range h.hidden.Rows {
			row := matrix.Row(h.hidden, i)
			for j, b := range h.params[1].Value {
				row[j] = max(row[j]+b, 0)
			}
		}
	}
	return h.hidden
}

func (h *Head) last() *nn.Param { return h.params[len(h.params)-1] }

// rest gives back the memory of calls.
func (h *Head) rest() {
	h.hidden, h.merged, h.gradient = blas32.General{}, blas32.General{}, blas32.General{}
}

// backward sets the gradients of the parameters to those of a function of apply(z), whose
// gradient by that is grad. It follows an apply of the same z.
func (h *Head) backward(threads int, z, grad blas32.General) {
	if h.kind == Linear {
		kernels.Gemm(threads, blas.Trans, blas.NoTrans, 1, z, grad, 0, gradOf(h.params[0]))
		return
	}
	kernels.Gemm(threads, blas.Trans, blas.NoTrans, 1, h.hidden, grad, 0, gradOf(h.last()))
	h.gradient = matrix.Resize(h.gradient, h.hidden.Rows, h.hidden.Cols)
	kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, grad, matrixOf(h.last()), 0, h.gradient)
	if h.kind == MLP {
		h.throughReLU()
	}
	kernels.Gemm(threads, blas.Trans, blas.NoTrans, 1, z, h.gradient, 0, gradOf(h.params[0]))
}

// throughReLU takes out the gradient of what ReLU has cut, and sums that of the biases.
func (h *Head) throughReLU() {
	bias := h.params[1].Grad
	clear(bias)
	for i := range h.gradient.Rows {
		g, y := matrix.Row(h.gradient, i), matrix.Row(h.hidden, i)
		for j := range g {
			if !(y[j] > 0) {
				g[j] = 0
			}
			bias[j] += g[j]
		}
	}
}

func matrixOf(p *nn.Param) blas32.General { return matrix.Of(p.Value, p.Shape[0], p.Shape[1]) }
func gradOf(p *nn.Param) blas32.General   { return matrix.Of(p.Grad, p.Shape[0], p.Shape[1]) }

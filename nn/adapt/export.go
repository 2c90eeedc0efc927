package adapt

import (
	"io"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/atomicfile"
	"github.com/abc86604/temper/nn/format/npy"
	"github.com/abc86604/temper/nn/format/safetensors"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// IsLinear tells whether the head is a matrix: all but an mlp are.
func (h *Head) IsLinear() bool { return h.kind != MLP }

// Matrix returns the matrix that a linear head is, In×Out, what it began with included:
// y = zM. It panics for an mlp.
func (h *Head) Matrix() blas32.General {
	if !h.IsLinear() {
		panic("adapt: Head.Matrix: an mlp is no matrix")
	}
	m := matrix.New(h.In(), h.Out())
	if h.kind == Linear {
		copy(m.Data, h.matrix().Data)
		return m
	}
	copy(m.Data, h.base.Data)
	kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, matrixOf(h.params[0]), matrixOf(h.params[1]), 1, m)
	return m
}

// Tensors are the head under PyTorch's names, each weight [out, in], so that x @ W.T is what
// it yields: a linear head is linear.weight alone, its beginning included. An mlp is
// linear.weight + 2.weight · ReLU(0.weight · + 0.bias).
func (h *Head) Tensors() []safetensors.Tensor {
	if h.IsLinear() {
		return []safetensors.Tensor{transposed("linear.weight", h.Matrix())}
	}
	bias := h.params[1]
	return []safetensors.Tensor{
		transposed("linear.weight", h.base),
		transposed("0.weight", matrixOf(h.params[0])),
		{Name: "0.bias", Shape: bias.Shape, Data: bias.Value},
		transposed("2.weight", matrixOf(h.params[2])),
	}
}

func transposed(name string, x blas32.General) safetensors.Tensor {
	t := safetensors.Tensor{Name: name, Shape: []int{x.Cols, x.Rows}, Data: make([]float32, x.Rows*x.Cols)}
	for i := range x.Rows {
		for j, v := range matrix.Row(x, i) {
			t.Data[j*x.Rows+i] = v
		}
	}
	return t
}

// Export writes the head for other programs: to path with .safetensors the [Head.Tensors],
// and for a linear head to path with .npy the weight. It replaces files that are there.
func (h *Head) Export(path string) error {
	tensors := h.Tensors()
	err := atomicfile.Replace(path+".safetensors", 0o666, func(w io.Writer) error {
		return safetensors.Write(w, nil, tensors)
	})
	if err != nil || !h.IsLinear() {
		return err
	}
	return npy.WriteFloat32(path+".npy", matrix.Of(tensors[0].Data, h.Out(), h.In()))
}

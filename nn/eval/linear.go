package eval

import (
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// blockRows is the number of samples whose logits are held at once.
const blockRows = 512

// linear is the multinomial logistic model of samples x, P = softmax of x Wᵀ + b by row,
// with a row of W and an element of b for each class. Its products are taken in float32, by
// kernels.Gemm; everything else is float64.
type linear struct {
	weights blas32.General // classes × features: W
	bias    []float64      // b
	threads int
}

// scratch is what one worker computes with.
type scratch struct {
	logits  blas32.General // rows × classes
	product blas32.General // classes × features
	exp     []float64      // of a row
}

// gradient sets product to (P - Y)ᵀ X of rows x, of those classes, where Y is 1 at
// (i, classOf[i]), adds the columns' sums of P - Y to gradB, and returns the sum of the log
// losses -log P[i, classOf[i]].
func (s *scratch) gradient(l linear, x blas32.General, classOf []int, gradB []float64) (loss float64) {
	s.multiply(l, x)
	for i, class := range classOf {
		loss += s.softmax(matrix.Row(s.logits, i), l.bias, class, gradB)
	}
	s.product = matrix.Resize(s.product, l.weights.Rows, x.Cols)
	kernels.Gemm(l.threads, blas.Trans, blas.NoTrans, 1, s.logits, x, 0, s.product)
	return loss
}

// multiply sets the logits to those of rows x, but for the biases.
func (s *scratch) multiply(l linear, x blas32.General) {
	s.logits = matrix.Resize(s.logits, x.Rows, l.weights.Rows)
	kernels.Gemm(l.threads, blas.NoTrans, blas.Trans, 1, x, l.weights, 0, s.logits)
}

// softmax turns a row of products to P - Y, adds that to gradB and returns the log
// loss of the row's class.
func (s *scratch) softmax(row []float32, bias []float64, class int, gradB []float64) float64 {
	s.exp = matrix.Grow(s.exp, len(bias))
	for c, b := range bias {
		s.exp[c] = float64(row[c]) + b
	}
	top := slices.Max(s.exp)
	loss := top - s.exp[class]
	sum := 0.0
	for c, v := range s.exp {
		s.exp[c] = portable.Exp(v - top)
		sum += s.exp[c]
	}
	for c, e := range s.exp {
		d := e / sum
		if c == class {
			d--
		}
		row[c] = float32(d)
		gradB[c] += d
	}
	return loss + portable.Log(sum)
}

// top1 is the share of rows that l gives their own label. labels are theirs and names
// those of the classes; rows returns rows lo up to hi as the samples were that l was
// fitted to.
func (l linear) top1(labels, names []int, rows func(lo, hi int) blas32.General) float64 {
	var s scratch
	right := 0
	for lo := 0; lo < len(labels); lo += blockRows {
		hi := min(lo+blockRows, len(labels))
		s.multiply(l, rows(lo, hi))
		for i, label := range labels[lo:hi] {
			if names[l.likeliest(matrix.Row(s.logits, i))] == label {
				right++
			}
		}
	}
	return float64(right) / float64(len(labels))
}

// likeliest is the most probable class of a row of products, the first one of those that
// tie.
func (l linear) likeliest(row []float32) int {
	best := 0
	for c, b := range l.bias {
		if float64(row[c])+b > float64(row[best])+l.bias[best] {
			best = c
		}
	}
	return best
}

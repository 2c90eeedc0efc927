package tile

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Softplus holds what the sums of log(1 + e^x) over many x are made of, a sum for
// each of some anchors:
//
//	Σ log(1 + e^x) = Excess + log(1 + Products)
//
// Excess is Σ max(x, 0), and Products is Π (1 + e^-|x|) - 1: one logarithm serves
// all x of an anchor, and a sum of small exponentials keeps its digits. What is
// nil is not wanted.
type Softplus struct{ Products, Excess []float64 }

// Logistic sets dst_ij to the sigmoid 1 / (1 + e^-x) of x = s_ij scale + bias,
// which is fused, and adds log(1 + e^x) over j to rows and over i to cols. To
// weights, unless it is nil, it adds Σ_j dst_ij. dst has the shape and stride of
// s and may be s; what is asked of a tile is in [Exp]. With a scale above 0, which
// spare columns require, an s_ij of -Inf counts for nothing.
//
// The sigmoid is p / (1 + e) with e = e^-|x| and p either 1, where x is positive,
// or e, each step rounded to float32. Sums have the lanes and chains of [Exp]. A
// product less 1 takes in another by P + Q + P Q: as fma(P, Q, P + Q) in float32,
// chains 64 rows long and the lanes of a row down to 4, the rest in float64.
//
// A call multiplies 1 + Products by at most 2^256, about 1e77: whoever makes many
// moves products to a logarithm of their own before they overflow.
func Logistic(dst, s blas32.General, scale, bias float32, rows, cols Softplus, weights []float64) {
	for _, x := range [][]float64{rows.Products, rows.Excess, weights} {
		checkTile("Logistic", s, length(x), none)
	}
	for _, x := range [][]float64{cols.Products, cols.Excess} {
		checkTile("Logistic", s, none, length(x))
	}
	sameTile("Logistic", dst, s)
	t := logisticScratches.Get().(*logisticVectors)
	most := min(productRows, callLimit/s.Cols)
	for lo := 0; lo < s.Rows; lo += most {
		n, at := min(most, s.Rows-lo), lo*s.Stride
		clear(t.colProducts[:s.Cols])
		clear(t.colExcess[:s.Cols])
		active.LogisticTile(n, s.Cols, s.Stride, dst.Data[at:], s.Data[at:], t.rowProducts[lo*impl.ProductLanes:], t.rowExcess[lo:], t.rowWeights[lo:],
			t.colProducts[:], t.colExcess[:], scale, bias)
		cols.addChains(t)
	}
	rows.addLanes(t)
	add(weights, t.rowWeights[:])
	logisticScratches.Put(t)
}

// logisticVectors are what the kernel of Logistic computes of a tile's rows and
// columns. The assembly writes whole vectors of rows.
type logisticVectors struct {
	rowProducts            [EdgeLimit*impl.ProductLanes + span]float32
	rowExcess, rowWeights  [EdgeLimit + span]float32
	colProducts, colExcess [EdgeLimit]float32
}

var logisticScratches = sync.Pool{New: func() any { return new(logisticVectors) }}

// addChains takes in the columns of a strip.
func (s Softplus) addChains(t *logisticVectors) {
	for j, p := range s.Products {
		s.Products[j] = joined(p, float64(t.colProducts[j]))
	}
	add(s.Excess, t.colExcess[:])
}

// addLanes takes in the rows of a tile.
func (s Softplus) addLanes(t *logisticVectors) {
	for i, p := range s.Products {
		l := [impl.ProductLanes]float32(t.rowProducts[i*impl.ProductLanes:])
		q := joined(joined(float64(l[0]), float64(l[2])), joined(float64(l[1]), float64(l[3])))
		s.Products[i] = joined(p, q)
	}
	add(s.Excess, t.rowExcess[:])
}

// joined returns (1+p)(1+q) - 1.
func joined(p, q float64) float64 { return p + (q + float64(p*q)) }

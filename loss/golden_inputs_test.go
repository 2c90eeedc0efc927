package loss

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// goldenInputs are the matrices that the cases of a shape share. They are made of
// operations that round alike everywhere: no product is fused with a sum.
type goldenInputs struct {
	name        string
	z0, z1      blas32.General // pairs
	bank        blas32.General
	index       []int
	own, shared blas32.General // extra negatives: two for each pair, three for all
}

// newGoldenInputs makes b pairs of rows of length d, as similar as nearness says: at
// 0 not at all, at 0.7 with cosines spread around 0.57, at 2 around 0.9. A bank of n
// rows has the second of each pair at its place.
func newGoldenInputs(seed uint64, b, d, n int, nearness float32) goldenInputs {
	in := goldenInputs{name: fmt.Sprintf("%dx%d", b, d)}
	if nearness != 0.7 {
		in.name += fmt.Sprintf("~%v", nearness)
	}
	if n != b {
		in.name += fmt.Sprintf("+%d", n)
	}
	in.z0, in.z1 = pairs(seed, b, d, 0)
	addMultiple(in.z1, in.z0, nearness)
	rng := portable.NewRand(seed + 1000)
	in.bank, in.own, in.shared = normal(rng, n, d), normal(rng, 2*b, d), normal(rng, 3, d)
	in.index = make([]int, b)
	for i := range in.index {
		in.index[i] = n - 1 - i*(n/b)
		copy(matrix.Row(in.bank, in.index[i]), matrix.Row(in.z1, i))
	}
	return in
}

// sharing has the last anchor share the first one's positive in the bank.
func (in goldenInputs) sharing() goldenInputs {
	in.index[len(in.index)-1] = in.index[0]
	return in
}

// tied has k different rows only in each matrix, over and over.
func (in goldenInputs) tied(k int) goldenInputs {
	in.name += fmt.Sprintf(" %d rows", k)
	for _, z := range []blas32.General{in.z0, in.z1, in.bank, in.own} {
		for i := k; i < z.Rows; i++ {
			copy(matrix.Row(z, i), matrix.Row(z, i%k))
		}
	}
	return in
}

// misled has anchors near those of the bank's rows that a sample of so many takes, and
// none of their positives is among these: the other rows are less similar than the
// sample tells.
func (in goldenInputs) misled(sample int) goldenInputs {
	in.name += " misled"
	bank := matrix.New(in.bank.Rows, in.bank.Cols)
	copy(bank.Data, in.bank.Data)
	taken := make([]bool, bank.Rows)
	for i := range sample {
		at := i * bank.Rows / sample
		taken[at] = true
		addMultiple(matrix.Rows(bank, at, at+1), matrix.Rows(in.z0, i%in.z0.Rows, i%in.z0.Rows+1), 10)
	}
	in.bank, in.index = bank, append([]int{}, in.index...)
	for i, at := range in.index {
		for taken[at] {
			at--
		}
		in.index[i] = at
	}
	return in
}

// addMultiple adds a multiple of x to z.
func addMultiple(z, x blas32.General, by float32) {
	for i := range z.Data {
		z.Data[i] += float32(by * x.Data[i])
	}
}

// toUnitLength is z with its rows divided by their lengths.
func toUnitLength(z blas32.General) blas32.General {
	out := matrix.New(z.Rows, z.Cols)
	for i := range z.Rows {
		var square float64
		for _, v := range matrix.Row(z, i) {
			square += float64(float64(v) * float64(v))
		}
		for k, v := range matrix.Row(z, i) {
			matrix.Row(out, i)[k] = float32(float64(v) / math.Sqrt(square))
		}
	}
	return out
}

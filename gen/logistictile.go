package main

import "github.com/abc86604/temper/gen/vector"

// productLanes is the number of lanes that a row's product is left in: all of them in one float32 could overflow.
const productLanes = 4

// logistic computes sigmoids, the way of logisticTileGeneric in package impl.
type logistic struct {
	exponential
	s           vector.Ptr
	scale, bias func() vector.Vec
	one, sign   vector.Operand // sign is -0
}

func newLogistic(b *vector.Builder, s vector.Ptr) logistic {
	l := logistic{newDecay(b), s, floatAtUse(b, "scale"), floatAtUse(b, "bias"), nil, b.Const(negativeZero)}
	l.together = 2
	l.one = l.coefficients[len(l.coefficients)-1]
	return l
}

// x returns fma(s, scale, bias) for vectors from to to-1 of a stretch.
func (l logistic) x(from, to int) []vector.Vec {
	b := l.b
	x, scale, bias := b.Vecs(to-from), l.scale(), l.bias()
	for i := range x {
		b.Move(x[i], bias)
		b.MulAdd(x[i], scale, l.s.At((from+i)*b.Lanes()))
	}
	return x
}

// arguments returns -|x|.
func (l logistic) arguments(from, to int) []vector.Vec {
	x := l.x(from, to)
	for i := range x {
		l.b.Or(x[i], x[i], l.sign)
	}
	return x
}

// sigmoid returns (x > 0 ? 1 : e) / (1 + e) and leaves max(x, 0) in x.
func (l logistic) sigmoid(x, e vector.Vec) vector.Vec {
	b := l.b
	p, divisor := b.Vec(), b.Vec()
	above := b.Greater(x, l.sign)
	b.Keep(x, above, x)
	b.Select(p, above, l.one, e)
	b.Add(divisor, e, l.one)
	b.Div(p, p, divisor)
	return p
}

// joined returns (1+p)(1+q) - 1 in a new register.
func joined(b *vector.Builder, p, q vector.Vec) vector.Vec {
	pq := b.Vec()
	b.Add(pq, p, q)
	b.MulAdd(pq, p, q)
	return pq
}

// logisticSums are the lanes of a row and the places of the columns' chains.
type logisticSums struct {
	b                         *vector.Builder
	products, excess, weights []vector.Vec
	colProducts, colExcess    vector.Ptr
}

// add takes in vector i of a stretch: e, the excess and the sigmoid.
func (t logisticSums) add(i int, e, excess, p vector.Vec) {
	b, lane := t.b, i%len(t.products)
	b.Add(t.weights[lane], t.weights[lane], p)
	b.Add(t.excess[lane], t.excess[lane], excess)
	addTo(b, t.colExcess.At(i*b.Lanes()), excess)
	product := t.colProducts.At(i * b.Lanes())
	b.Store(product, joined(b, b.Loaded(product), e))
	b.Move(t.products[lane], joined(b, t.products[lane], e))
}

// store folds the lanes and stores what is left.
func (t logisticSums) store(products, excess, weights vector.Ptr) {
	b := t.b
	b.HalveTo(productLanes, t.products, func(dst, lo, hi vector.Vec) { b.Move(dst, joined(b, lo, hi)) })
	b.Store(products.At(0), t.products[0])
	storeSum(b, excess, t.excess)
	storeSum(b, weights, t.weights)
}

var logisticTile = vector.Kernel{
	Name: "LogisticTile",
	File: "logistictile",
	Doc: "LogisticTile is logisticTileGeneric: dst_ij is the sigmoid of x = fma(s_ij, scale, bias), with the sums of max(x, 0) over " +
		"rows and columns, those of dst over rows, and the products of 1 + e^-|x|, less 1, of which a row leaves 4 lanes. " +
		"It writes over 15 elements past the sums of rows and over 12 past their products.",
	Signature: "func(rows, cols, ld int, dst, s, rowProducts, rowExcess, rowWeights, colProducts, colExcess []float32, scale, bias float32)",
	Body: func(b *vector.Builder) {
		dst, s := b.Pointer("dst"), b.Pointer("s")
		products, excess, weights := b.Pointer("rowProducts"), b.Pointer("rowExcess"), b.Pointer("rowWeights")
		sums := logisticSums{b, rowLanes(b), rowLanes(b), rowLanes(b), b.Pointer("colProducts"), b.Pointer("colExcess")}
		l, ahead := newLogistic(b, s), map[vector.ISA]int{vector.AVX2: 4, vector.AVX512: 4, vector.NEON: 4}
		tileWalk{
			tiles:  []vector.Ptr{dst, s},
			perRow: []vector.Ptr{excess, weights},
			perCol: []vector.Ptr{sums.colProducts, sums.colExcess},
			most:   4,
			begin:  func() { clearAll(b, sums.products, sums.excess, sums.weights) },
			stretch: func(vecs int) {
				l.each(vecs, ahead, l.arguments, func(i int, e []vector.Vec) {
					x := l.x(i, i+1)[0] // again: registers are few
					p := l.sigmoid(x, e[0])
					b.Store(dst.At(i*b.Lanes()), p)
					sums.add(i, e[0], x, p)
				})
			},
			end: func() {
				sums.store(products, excess, weights)
				b.Advance(products, productLanes)
			},
		}.emit(b)
	},
}

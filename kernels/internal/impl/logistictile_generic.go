package impl

// logisticTileGeneric is the sigmoid p of x = FMA(s, scale, bias), and what sums
// of its softplus are made of:
//
//	log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
//
// A product of factors 1 + e takes the place of a sum of logarithms. P stands for
// the product less 1, so that no digit of a small e is lost: (1+P)(1+e) - 1 is
// P + e + P e. A row leaves ProductLanes lanes of it, since 256 factors of 2
// overflow.
func logisticTileGeneric(rows, cols, ld int, dst, s, rowProducts, rowExcess, rowWeights, colProducts, colExcess []float32, scale, bias float32) {
	for i := range rows {
		var products, excess, weights [TileSpan]float32
		for j, v := range s[i*ld:][:cols] {
			x := FMA(v, scale, bias)
			e := exp32(less(x, 0-x))
			p := sigmoid(x, e)
			dst[i*ld+j] = p
			above, l := Greater(x, 0), j%TileSpan
			products[l] = joined(products[l], e)
			excess[l] += above
			weights[l] += p
			colProducts[j] = joined(colProducts[j], e)
			colExcess[j] += above
		}
		for half := TileSpan / 2; half >= ProductLanes; half /= 2 {
			for l := range half {
				products[l] = joined(products[l], products[l+half])
			}
		}
		copy(rowProducts[i*ProductLanes:], products[:ProductLanes])
		rowExcess[i], rowWeights[i] = tree(excess[:]), tree(weights[:])
	}
}

// sigmoid returns 1 / (1 + e^-x), where e is e^-|x|.
func sigmoid(x, e float32) float32 {
	if x > 0 {
		return 1 / (1 + e)
	}
	return e / (1 + e)
}

// joined returns (1+p)(1+q) - 1.
func joined(p, q float32) float32 { return FMA(p, q, p+q) }

// less returns x if x < y and y otherwise, which is how the vector units compute
// a minimum.
func less(x, y float32) float32 {
	if x < y {
		return x
	}
	return y
}

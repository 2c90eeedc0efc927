package loss

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// defined is a loss by its definition, over whole rows of similarities in float64.
type defined struct {
	loss      float64
	perAnchor []float64        // NaN for those that are skipped
	grad      [][]float64      // by the rows of z0 and z1
	anchors   []similarities64 // in their order
}

// What a candidate is to an anchor.
type relation int

const (
	nothing relation = iota
	positive
	negative
)

// A relating direction knows what its candidate j is to its anchor i, which is none of
// its own candidates.
type relating struct {
	direction
	of func(i, j int) relation
}

// define computes a loss of an arrangement, or of one view, by its definition; labels
// are for one that finds positives by class.
func define(l Loss, arrangement string, z0, z1 blas32.General, index, labels []int) defined {
	var directions []relating
	for _, d := range directionsOf(arrangement, index, z0.Rows, z0.Rows+z1.Rows) {
		of := func(i, j int) relation {
			pair := d.positive(i)
			if labels == nil && j == pair || labels != nil && labels[j%len(labels)] == labels[pair%len(labels)] {
				return positive
			}
			return negative
		}
		directions = append(directions, relating{d, of})
	}
	return defineBy(l, directions, z0, z1, arrangement == "bank")
}

// defineBy computes a loss of directions, in which the rows of z1 may have no gradient.
func defineBy(l Loss, directions []relating, z0, z1 blas32.General, frozen bool) defined {
	z := widen(z0, z1)
	u, norms := unitRows64(z)
	d := defined{grad: zeros(len(z), len(z[0]))}
	counted := 0
	for _, dir := range directions {
		counted += d.direction(l, dir, u)
	}
	if frozen {
		for i := z0.Rows; i < len(z); i++ {
			clear(d.grad[i])
		}
	}
	throughNorm64(d.grad, u, norms)
	for i := range d.grad {
		d.grad[i] = scaled64(1/float64(counted), d.grad[i])
	}
	for _, v := range d.perAnchor {
		if v == v {
			d.loss += v / float64(counted)
		}
	}
	return d
}

func directionsOf(arrangement string, index []int, b0, n int) []direction {
	if arrangement == "oneview" {
		return []direction{{span(0, n), span(0, n), func(i int) int { return i }}}
	}
	r := reference{arrangement: arrangement, index: index}
	return r.directions(b0, n)
}

// direction adds the anchors of a direction, and returns how many are not skipped for
// want of a positive.
func (d *defined) direction(l Loss, dir relating, u [][]float64) (counted int) {
	weights := weights64(l, dir.direction, u)
	for i, a := range dir.anchors {
		s := similarities64{weight: weights[i]}
		var positives, negatives []int
		for j, c := range dir.candidates {
			switch what := dir.of(i, j); {
			case c == a:
			case what == positive:
				positives, s.positives = append(positives, c), append(s.positives, dot64(u[a], u[c]))
			case what == negative:
				negatives, s.negatives = append(negatives, c), append(s.negatives, dot64(u[a], u[c]))
			}
		}
		d.anchors = append(d.anchors, s)
		if len(positives) == 0 {
			d.perAnchor = append(d.perAnchor, math.NaN())
			continue
		}
		loss, byPositives, byNegatives := definitionOf(l)(s)
		d.perAnchor = append(d.perAnchor, loss)
		counted++
		for k, c := range append(positives, negatives...) {
			w := append(byPositives, byNegatives...)[k]
			for x := range u[a] {
				d.grad[a][x] += w * u[c][x]
				d.grad[c][x] += w * u[a][x]
			}
		}
	}
	return counted
}

// weights64 are those of the positives, which DCLW has.
func weights64(l Loss, d direction, u [][]float64) []float64 {
	weights := make([]float64, len(d.anchors))
	dclw, weighs := l.(DCLW)
	var mean float64
	for i, a := range d.anchors {
		if weights[i] = 1; weighs {
			weights[i] = math.Exp(dot64(u[a], u[d.candidates[d.positive(i)]]) / dclw.Sigma)
		}
		mean += weights[i] / float64(len(weights))
	}
	if weighs {
		for i, e := range weights {
			weights[i] = 2 - e/mean
		}
	}
	return weights
}

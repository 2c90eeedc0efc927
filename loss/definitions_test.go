package loss

import (
	"fmt"
	"math"
	"slices"
)

// similarities64 are those of an anchor, in float64.
type similarities64 struct {
	positives, negatives []float64
	weight               float64 // of the positive, where the loss weighs it
}

// A definition is the loss of an anchor by its formula, with its derivatives by the
// similarities.
type definition func(s similarities64) (loss float64, byPositives, byNegatives []float64)

// definitionOf is the formula of a loss that [reference] does not know.
func definitionOf(l Loss) definition {
	switch l := l.(type) {
	case SupCon:
		return l.define
	case SigLIP:
		return l.define
	case DCL:
		return func(s similarities64) (float64, []float64, []float64) { return defineDCL(l.Tau, s) }
	case DCLW:
		return func(s similarities64) (float64, []float64, []float64) { return defineDCL(l.Tau, s) }
	case Debiased:
		return l.define
	}
	panic(fmt.Sprintf("no definition of %T", l))
}

// logSum returns log Σ exp(x) and its derivatives exp(x)/Σ.
func logSum(x []float64) (sum float64, shares []float64) {
	top := slices.Max(x)
	shares = make([]float64, len(x))
	for j, v := range x {
		shares[j] = math.Exp(v - top)
		sum += shares[j]
	}
	for j := range shares {
		shares[j] /= sum
	}
	return top + math.Log(sum), shares
}

func scaled64(by float64, xs ...[]float64) (all []float64) {
	for _, x := range xs {
		for _, v := range x {
			all = append(all, by*v)
		}
	}
	return all
}

func (l SupCon) define(s similarities64) (float64, []float64, []float64) {
	n := float64(len(s.positives))
	all, shares := logSum(scaled64(1/l.Tau, s.positives, s.negatives))
	ratio := 1.0
	if l.TauBase != 0 {
		ratio = l.Tau / l.TauBase
	}
	loss := all
	for i, v := range s.positives {
		loss -= v / l.Tau / n
		shares[i] -= 1 / n
	}
	shares = scaled64(ratio/l.Tau, shares)
	return ratio * loss, shares[:len(s.positives)], shares[len(s.positives):]
}

func (l SigLIP) define(s similarities64) (loss float64, byPositives, byNegatives []float64) {
	softplus := func(x float64) (float64, float64) {
		if x > 0 {
			return x + math.Log1p(math.Exp(-x)), 1 / (1 + math.Exp(-x))
		}
		return math.Log1p(math.Exp(x)), math.Exp(x) / (1 + math.Exp(x))
	}
	part, share := softplus(-(s.positives[0]/l.Tau + l.Bias))
	loss, byPositives = part, []float64{-share / l.Tau}
	for _, v := range s.negatives {
		part, share := softplus(v/l.Tau + l.Bias)
		loss, byNegatives = loss+part, append(byNegatives, share/l.Tau)
	}
	return loss, byPositives, byNegatives
}

// defineDCL has DCL's weight 1 in all anchors.
func defineDCL(tau float64, s similarities64) (float64, []float64, []float64) {
	all, shares := logSum(scaled64(1/tau, s.negatives))
	return all - s.weight*s.positives[0]/tau, []float64{-s.weight / tau}, scaled64(1/tau, shares)
}

func (l Debiased) define(s similarities64) (float64, []float64, []float64) {
	n, rest := float64(len(s.negatives)), 1-l.TauPlus
	// R = N Σ w e / Σ w, with the logarithm's derivatives by the s.
	top, up := logSum(scaled64((1+l.Beta)/l.Tau, s.negatives))
	below, down := logSum(scaled64(l.Beta/l.Tau, s.negatives))
	r, e := n*math.Exp(top-below), math.Exp(s.positives[0]/l.Tau)
	estimate, least := (r-l.TauPlus*n*e)/rest, n*math.Exp(-1/l.Tau)
	byNegatives := make([]float64, len(s.negatives))
	if l.clamps(s) {
		return math.Log1p(least / e), []float64{-least / (e + least) / l.Tau}, byNegatives
	}
	for j := range byNegatives {
		byNegatives[j] = r / rest / (e + estimate) * ((1+l.Beta)*up[j] - l.Beta*down[j]) / l.Tau
	}
	byPositive := -estimate/(e+estimate)/l.Tau - l.TauPlus*n*e/rest/(e+estimate)/l.Tau
	return math.Log1p(estimate / e), []float64{byPositive}, byNegatives
}

// clamps tells whether an anchor has the least estimate.
func (l Debiased) clamps(s similarities64) bool {
	n := float64(len(s.negatives))
	top, _ := logSum(scaled64((1+l.Beta)/l.Tau, s.negatives))
	below, _ := logSum(scaled64(l.Beta/l.Tau, s.negatives))
	estimate := (n*math.Exp(top-below) - l.TauPlus*n*math.Exp(s.positives[0]/l.Tau)) / (1 - l.TauPlus)
	return estimate <= n*math.Exp(-1/l.Tau)
}

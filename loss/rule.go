package loss

import (
	"fmt"
	"math"
)

// Temperatures outside this range are refused: below it 1/τ takes the
// differences of float32 similarities (6e-8) past the third digit of an
// exponent, above it the loss is Simple to every digit of a float32.
const (
	minTau = 1e-4
	maxTau = 1e4
)

var negInf = float32(math.Inf(-1))

// A rule is all that tells one loss from another: which candidates are positives
// and negatives, and how they are weighted. The engines know nothing else about a
// loss.
type rule struct {
	Params              // of the loss
	keep      Selection // of negatives
	weigh     weighting
	softmax   bool                                     // weigh is the softmax with the positive in the denominator
	uniform   bool                                     // weigh gives every negative the same weight
	byClass   bool                                     // the positives are all candidates of the anchor's class
	ofBatch   func(r *rule, positives []float64) error // sets what depends on the positives' similarities, unless nil
	ownWeight []float64                                // of each anchor's positive, where ofBatch sets it
}

// linear tells whether the loss is a linear function of all similarities, and
// so needs only the sums of the rows.
func (r *rule) linear() bool { return r.uniform && r.keep.all() }

// softmaxOfAll tells whether the loss is the softmax over all negatives.
func (r *rule) softmaxOfAll() bool { return r.softmax && r.keep.all() }

// needsLabels tells whether the loss looks at classes.
func (r *rule) needsLabels() bool { return r.byClass || r.keep.OtherClass }

// checkTau returns an error for a temperature outside its range.
func checkTau(tau float64) error {
	if !(tau >= minTau && tau <= maxTau) {
		return fmt.Errorf("loss: temperature tau = %v, must lie in [%v, %v]", tau, minTau, maxTau)
	}
	return nil
}

// finiteParameter returns an error for a parameter that is not a finite float32.
func finiteParameter(name string, v float64) error {
	if !(math.Abs(v) <= math.MaxFloat32) {
		return fmt.Errorf("loss: %s = %v, must be finite", name, v)
	}
	return nil
}

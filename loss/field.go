package loss

import (
	"fmt"
	"math"
)

// MinTau and MaxTau are the ends of the temperatures' range; others are refused: below
// it 1/τ takes the differences of float32 similarities (6e-8) past the third digit of
// an exponent, above it the loss is Simple to every digit of a float32.
const (
	MinTau = 1e-4
	MaxTau = 1e4
)

// A Field is a parameter of a loss.
type Field struct {
	Name    string // in JSON, "tau_plus"; as a flag it has dashes
	Help    string // what it is, in a few words
	Default any    // of the loss's paper; a float64 or a bool

	// Least and Most are the ends of a number's range. Most itself is no part of it if
	// Below is set, and 0 is one if OrZero is.
	Least, Most   float64
	Below, OrZero bool

	Learned Learned // how training may learn it
}

// Learned is how a parameter of a loss can be learned beside the weights.
type Learned int

const (
	NotLearned Learned = iota
	// LearnedScale is a temperature, learned as log(1/τ), the logarithm of the scale
	// that multiplies the similarities (Radford et al. 2021).
	LearnedScale
	// LearnedBias is learned as it is.
	LearnedBias
)

// Of returns the derivative of the loss by what is learned, out of all of them.
func (l Learned) Of(s Scalars) float64 {
	switch l {
	case LearnedScale:
		return s.LogScale
	case LearnedBias:
		return s.Bias
	}
	return 0
}

// tauField is the declaration of a temperature.
func tauField(name, help string, def float64) Field {
	return Field{Name: name, Help: help, Default: def, Least: MinTau, Most: MaxTau}
}

// tau declares the temperature of a loss that scales its similarities by 1/τ.
func tau(def float64) Field {
	f := tauField("tau", "temperature, in [1e-4, 1e4]", def)
	f.Learned = LearnedScale
	return f
}

// number declares a number from least up to most.
func number(name, help string, def, least, most float64) Field {
	return Field{Name: name, Help: help, Default: def, Least: least, Most: most}
}

// nonNegative declares a number that is at least 0 and finite.
func nonNegative(name, help string, def float64) Field {
	return number(name, help, def, 0, math.MaxFloat32)
}

// anyNumber declares a number that need only be finite.
func anyNumber(name, help string, def float64) Field {
	return number(name, help, def, -math.MaxFloat32, math.MaxFloat32)
}

// check returns an error for a value that is out of the field's range.
func (f Field) check(value any) error {
	v, isNumber := value.(float64)
	if !isNumber || f.OrZero && v == 0 {
		return nil
	}
	if v >= f.Least && v <= f.Most && !(f.Below && v == f.Most) {
		return nil
	}
	return fmt.Errorf("%s = %v, must %s", f.Name, v, f.domain())
}

// domain says where a number must lie.
func (f Field) domain() string {
	switch {
	case f.Most == math.MaxFloat32 && f.Least == -f.Most:
		return "be finite"
	case f.Most == math.MaxFloat32:
		return fmt.Sprintf("be at least %v and finite", f.Least)
	case f.Below:
		return fmt.Sprintf("lie in [%v, %v)", f.Least, f.Most)
	case f.OrZero:
		return fmt.Sprintf("be 0 or lie in [%v, %v]", f.Least, f.Most)
	}
	return fmt.Sprintf("lie in [%v, %v]", f.Least, f.Most)
}

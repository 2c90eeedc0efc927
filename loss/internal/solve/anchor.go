package solve

import "math"

// negInf is the similarity of a candidate that is no negative.
var negInf = float32(math.Inf(-1))

// Anchor is an anchor with its whole row of candidates, for [Rule.Weigh].
type Anchor struct {
	Number int       // of the anchor in its direction
	Tau    float64   // the temperature in force
	Row    []float32 // on entry s_ij of the kept negatives and -Inf elsewhere; on return proportional to ∂L_i/∂s_ij, +0 elsewhere
	Kept   int       // negatives
	// The positives, of which there is one unless the rule is Classed.
	Places    []int32   // among the candidates
	Positives []float32 // s_ip
	Pulls     []float64 // on return proportional to ∂L_i/∂s_ip
	Own       float64   // the positive's weight: 1 unless the rule is Weighted
	Pair      float32   // the similarity to the anchor's pair; in one view, to the most similar positive

	Scratch []float32 // for a rule, kept from anchor to anchor
	sums    Sums      // likewise
}

// Weighed is what a rule finds out about an anchor: ∂L_i/∂s_ij = Factor·Row[j]
// and ∂L_i/∂s_ip = Factor·Pulls[p]. The common factor stays out of the row, so
// that no pass over it is spent on scaling and tiny gradients do not fill it with
// subnormal numbers.
type Weighed struct {
	Loss   float64
	Factor float64
	// LogScale is what Euler's identity Σ_j s_ij ∂L_i/∂s_ij does not have of
	// ∂L_i/∂log(1/τ), because τ enters in another way as well.
	LogScale float64
	Bias     float64 // ∂L_i/∂b
}

// setPositive makes one candidate the only positive.
func (a *Anchor) setPositive(place int32, similarity float32) {
	a.noPositives()
	a.addPositive(place, similarity)
}

func (a *Anchor) noPositives() {
	a.Places, a.Positives, a.Pulls = a.Places[:0], a.Positives[:0], a.Pulls[:0]
}

func (a *Anchor) addPositive(place int32, similarity float32) {
	a.Places = append(a.Places, place)
	a.Positives = append(a.Positives, similarity)
	a.Pulls = append(a.Pulls, 0)
}

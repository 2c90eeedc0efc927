package loss

// A weighting replaces an anchor's similarities by the derivatives of its loss.
type weighting func(r *rule, a *anchorRow) weighed

// anchorRow is an anchor with its candidates.
type anchorRow struct {
	anchor int       // its number in the problem
	row    []float32 // on entry s_ij of the kept negatives and -Inf elsewhere; on return proportional to ∂L_i/∂s_ij, +0 elsewhere
	kept   int       // negatives, at least 1
	// The positives, of which there is one unless the rule is byClass.
	places    []int32   // among the candidates
	positives []float32 // s_ip
	pulls     []float64 // on return proportional to ∂L_i/∂s_ip
	positive  float32   // the similarity to the anchor's pair; in one view, to the most similar positive

	scratch []float32 // for a weighting, kept from anchor to anchor
}

// weighed is what a weighting finds out about an anchor: ∂L_i/∂s_ij =
// factor·row[j] and ∂L_i/∂s_ip = factor·pulls[p]. The common factor stays out of
// the row, so that no pass over it is spent on scaling and tiny gradients do not
// fill it with subnormal numbers.
type weighed struct {
	loss   float64
	factor float64
	// What Euler's identity Σ_j s_ij ∂L_i/∂s_ij does not have of ∂L_i/∂log(1/τ),
	// because τ enters in another way as well.
	logScale float64
	bias     float64 // ∂L_i/∂b
}

// setPositive makes one candidate the only positive.
func (a *anchorRow) setPositive(place int32, similarity float32) {
	a.noPositives()
	a.addPositive(place, similarity)
}

func (a *anchorRow) noPositives() {
	a.places, a.positives, a.pulls = a.places[:0], a.positives[:0], a.pulls[:0]
}

func (a *anchorRow) addPositive(place int32, similarity float32) {
	a.places = append(a.places, place)
	a.positives = append(a.positives, similarity)
	a.pulls = append(a.pulls, 0)
}

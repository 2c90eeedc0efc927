package solve

// A Rule is what tells one loss from another. What it can do it says by the
// interfaces below that it implements: the route asks for them, in this order, and
// the engines know nothing else about a loss.
//
//	Summed     sums of exponentials are enough
//	Logistic   each pair is a decision of its own
//	Nearest    the hardest negative alone counts
//	Linear     the sum of the similarities is enough
//	Whole      none of these: whole rows
type Rule interface {
	// Tau is the temperature, 0 for a loss that has none.
	Tau() float64
}

// Whole is a rule that needs an anchor's whole row of similarities.
type Whole interface {
	Rule
	// Weigh replaces the similarities by the derivatives of the loss.
	Weigh(a *Anchor) Weighed
}

// Summed is a rule that needs no more of an anchor's negatives than sums of
// exponentials, to which its derivatives are proportional:
//
//	R_k = Σ_j e_k,j    e_k,j = exp(β_k (s_ij-shift)/τ)    ∂L/∂s_ij = (1/τ) Σ_k (Share_k/R_k) e_k,j
type Summed interface {
	Rule
	// Exponents are those of the sums, given the temperature in force.
	Exponents(tau float64) Exponents
	// Share is an anchor's loss and how the sums share its gradient.
	Share(s *Sums) Share
}

// Exponents are those of one sum or two.
type Exponents struct {
	Tau  float64
	Beta [2]float64 // the second is 0 if there is one sum
}

// cold tells whether exponents must be relative to each anchor's largest similarity.
func (e Exponents) cold() bool { return e.Tau <= coldTau*max(e.Beta[0], e.Beta[1]) }

// One is the sum of exp((s-shift)/τ) alone.
func One(tau float64) Exponents { return Exponents{Tau: tau, Beta: [2]float64{1}} }

// Sums are what the loss of an anchor may depend on where its rule is Summed.
type Sums struct {
	Tau   float64    // in force
	Kept  int        // negatives
	Shift float64    // shift/τ
	R     [2]float64 // the sums; 0 if nothing is kept
	X     float64    // (s_ip-shift)/τ
	Own   float64    // the positive's weight: 1 unless the rule is Weighted

	// Where the rule is Classed there may be several positives.
	Positives int     // their number n
	E         float64 // Σ_p exp((s_ip-shift)/τ)
	Below     float64 // Σ_p (shift-s_ip)/τ

	// Where the rule is Pooled.
	Pool     Pool
	Distance float64 // |u_i - u_p|², from the difference of the rows
}

// Pool is what all anchors together have, those without negatives aside.
type Pool struct {
	R       float64 // Σ_i R_i
	Kept    float64 // negatives
	Anchors int
}

// A Share is what a Summed rule makes of the sums.
type Share struct {
	Loss   float64
	Shares [2]float64 // τ Σ_j ∂L/∂s_ij by the sums' terms
	// Pull is -τ ∂L/∂s_ip. Of a Pooled rule the gradient by u_i is Pull (u_i - u_p)/τ
	// instead. Where there are several positives, it is that of E: they are pulled by
	// (e_ip/(E+R) - 1/n) Pull/τ.
	Pull float64
	// LogScale is what Euler's identity Σ_j s_ij ∂L_i/∂s_ij does not have of
	// ∂L_i/∂log(1/τ), because τ enters in another way as well.
	LogScale float64
}

// Logistic is a rule in which each pair of an anchor and a candidate is a decision of
// its own, by x = s/τ + b: the loss is log(1 + exp(x)) for a negative and
// log(1 + exp(-x)) for a positive. It needs no negatives.
type Logistic interface {
	Rule
	Bias() float64 // b
}

// Nearest is a rule in which the hardest negative alone counts, L = max(0, h + max_j
// s_ij - s_ip). Negatives that tie for it share the gradient.
type Nearest interface {
	Rule
	Hinge() float64 // h
}

// Linear is a rule that is a linear function of the similarities.
type Linear interface {
	Rule
	// Weight is that of each of so many negatives; the positive's is -1.
	Weight(kept int) float64
}

// Classed is a Summed rule whose positives are all candidates of the anchor's class.
// It needs no negatives.
type Classed interface {
	Summed
	// SkipLonely tells whether an anchor without a positive is skipped and no error.
	SkipLonely() bool
}

// Tempered is a rule whose temperature depends on all positives.
type Tempered interface {
	Rule
	// TauOf is the temperature, given the similarities of all anchors to their
	// positives.
	TauOf(positives []float64) (float64, error)
}

// Weighted is a rule in which all positives together decide the weight of each.
type Weighted interface {
	Rule
	// WeighPositives replaces the similarities of all anchors to their positives by
	// their weights.
	WeighPositives(positives []float64)
}

// Pooled is a Summed rule of one sum in which the sums of all anchors decide
// together, and the distance to the positive rather than the similarity.
type Pooled interface {
	Summed
	Pools()
}

package loss

// HardContrastive is [Contrastive] over the hardest negatives of each anchor
// alone (Wang & Liu 2021, eqs. (8) and (9)):
//
//	L_i = -log[ exp(s_ip/τ) / (exp(s_ip/τ) + Σ_{s_ij ≥ t_i} exp(s_ij/τ)) ]
//
// where t_i is the K-th largest similarity among anchor i's negatives, found
// exactly; negatives that tie with it are kept. No gradient flows to the others.
// Exactly one of K and Alpha must be given.
type HardContrastive struct {
	Tau   float64 // temperature τ, in [1e-4, 1e4]
	K     int     // number of negatives to keep, from 1 to the number there is
	Alpha float64 // or their fraction, in (0, 1]: K = max(1, Alpha·negatives rounded half to even)
}

func init() {
	register("hard", func(p Params) Loss { return HardContrastive{Tau: p.Tau, K: p.K, Alpha: p.Alpha} })
}

func (l HardContrastive) rule() (rule, error) {
	keep, err := hardest(l.K, l.Alpha)
	if err != nil {
		return rule{}, err
	}
	r, err := Contrastive{l.Tau}.rule()
	r.keep = keep
	return r, err
}

func (l HardContrastive) describe() (string, Params) {
	return "hard", Params{Tau: l.Tau, K: l.K, Alpha: l.Alpha}
}

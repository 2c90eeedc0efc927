package loss

import "fmt"

// MACL is [Contrastive] at a temperature that follows the alignment of the batch
// (Huang et al. 2023):
//
//	τ = Tau (1 + Alpha (A - Target))
//
// with A the mean similarity of all anchors to their positives: the better they
// are aligned, the higher the temperature. No gradient flows through τ;
// [Result.Tau] tells it.
type MACL struct {
	Tau    float64 // temperature at A = Target; τ must lie in [1e-4, 1e4]
	Alpha  float64 // how strongly τ follows
	Target float64 // the alignment A₀ at which τ is Tau
}

func init() {
	register("macl", func(p Params) Loss { return MACL{Tau: p.Tau, Alpha: p.MACLAlpha, Target: p.MACLTarget} })
}

func (l MACL) rule() (rule, error) {
	r, err := Contrastive{l.Tau}.rule()
	if err != nil {
		return r, err
	}
	r.MACLAlpha, r.MACLTarget, r.ofBatch = l.Alpha, l.Target, alignTau
	if err := finiteParameter("MACL's alpha", l.Alpha); err != nil {
		return r, err
	}
	return r, finiteParameter("MACL's target", l.Target)
}

func (l MACL) describe() (string, Params) {
	return "macl", Params{Tau: l.Tau, MACLAlpha: l.Alpha, MACLTarget: l.Target}
}

// alignTau sets the temperature of a batch.
func alignTau(r *rule, positives []float64) error {
	var sum float64
	for _, s := range positives {
		sum += s
	}
	alignment := sum / float64(len(positives))
	r.Tau *= 1 + float64(r.MACLAlpha*(alignment-r.MACLTarget))
	if err := checkTau(r.Tau); err != nil {
		return fmt.Errorf("%w (MACL at a mean positive similarity of %.4g)", err, alignment)
	}
	return nil
}

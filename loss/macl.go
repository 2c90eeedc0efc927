package loss

import (
	"fmt"

	"github.com/abc86604/temper/loss/internal/solve"
)

// MACL is [Contrastive] at a temperature that follows the alignment of the batch
// (Huang et al. 2023):
//
//	τ = Tau (1 + Alpha (A - Target))
//
// with A the mean similarity of all anchors to their positives: the better they
// are aligned, the higher the temperature. No gradient flows through τ;
// [Result.Tau] tells it.
type MACL struct {
	Tau    float64 // temperature at A = Target, and τ must lie in [1e-4, 1e4]
	Alpha  float64 // how strongly τ follows
	Target float64 // the alignment A₀ at which τ is Tau
}

var macl = declare(
	Member{Name: "macl", Title: "MACL", Help: "contrastive at a temperature that follows the alignment"},
	parameter[MACL]{tau(0.2), func(l *MACL) any { return &l.Tau }},
	parameter[MACL]{anyNumber("macl_alpha", "how strongly the temperature follows the mean positive similarity", 0.5),
		func(l *MACL) any { return &l.Alpha }},
	parameter[MACL]{anyNumber("macl_target", "mean positive similarity at which the temperature is tau", 0),
		func(l *MACL) any { return &l.Target }},
)

func (MACL) member() *Member { return macl }

func (l MACL) rule() solve.Rule { return alignedRule{softmaxRule{l.Tau}, l} }

// alignedRule is the rule of MACL.
type alignedRule struct {
	softmaxRule
	MACL
}

func (r alignedRule) Tau() float64 { return r.softmaxRule.tau }

// TauOf is the temperature of a batch.
func (r alignedRule) TauOf(positives []float64) (float64, error) {
	var sum float64
	for _, s := range positives {
		sum += s
	}
	alignment := sum / float64(len(positives))
	tau := r.MACL.Tau * (1 + float64(r.Alpha*(alignment-r.Target)))
	if !(tau >= MinTau && tau <= MaxTau) {
		return 0, fmt.Errorf("MACL's tau = %v at a mean positive similarity of %.4g, must lie in [%v, %v]", tau, alignment, MinTau, float64(MaxTau))
	}
	return tau, nil
}

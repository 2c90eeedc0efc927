package loss

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/blas/blas32"
)

// A Loss says which negatives of an anchor count and how they are weighted.
// The implementations are the types of this package; the zero temperature is
// an error when the loss is computed, never a silent default.
type Loss interface {
	// rule is what the engine executes, or why the parameters are not valid.
	rule() (rule, error)
	// describe is the inverse of the constructor registered under the name.
	describe() (name string, p Params)
}

// Params holds the parameters of every loss that [New] knows, and the selection
// of negatives, which any of them takes. Fields that a loss does not use are
// ignored by New and zero in what [Describe] returns.
type Params struct {
	Tau        float64 `json:"tau,omitempty"`         // temperature, in [1e-4, 1e4]
	Lambda     float64 `json:"lambda,omitempty"`      // of Simple and HardSimple
	Alpha      float64 `json:"alpha,omitempty"`       // of Selection
	K          int     `json:"topk,omitempty"`        // of Selection
	Mask       bool    `json:"mask,omitempty"`        // of Selection
	Margin     float64 `json:"margin,omitempty"`      // of Selection
	OtherClass bool    `json:"other_class,omitempty"` // of Selection
	TauBase    float64 `json:"tau_base,omitempty"`    // of SupCon
	SkipLonely bool    `json:"skip_lonely,omitempty"` // of SupCon
	Sigma      float64 `json:"sigma,omitempty"`       // of DCLW
	TauPlus    float64 `json:"tau_plus,omitempty"`    // of Debiased
	Beta       float64 `json:"beta,omitempty"`        // of Debiased
	Bias       float64 `json:"bias,omitempty"`        // of SigLIP
	MACLAlpha  float64 `json:"macl_alpha,omitempty"`  // of MACL
	MACLTarget float64 `json:"macl_target,omitempty"` // of MACL
}

// constructors is filled by one register call beside each loss.
var constructors = map[string]func(Params) Loss{}

func register(name string, construct func(Params) Loss) { constructors[name] = construct }

// New returns the loss called name: "contrastive", "simple", "hard" (hard
// contrastive), "hardsimple", "supcon", "dcl", "dclw", "debiased", "siglip",
// "triplet" or "macl", over the negatives that p selects ([Selected]). An
// unknown name and parameters outside their range are errors; that K does not
// exceed the number of negatives can only be checked when the loss is computed.
func New(name string, p Params) (Loss, error) {
	construct, ok := constructors[name]
	if !ok {
		return nil, fmt.Errorf("loss: unknown loss %q (known: %s)", name, strings.Join(Names(), ", "))
	}
	l := selected(construct(p), p.selection())
	if _, err := l.rule(); err != nil {
		return nil, err
	}
	return l, nil
}

// Names returns the names that [New] accepts, sorted.
func Names() []string {
	names := make([]string, 0, len(constructors))
	for name := range constructors {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Describe returns the name and the parameters with which [New] makes l again.
func Describe(l Loss) (name string, p Params) { return l.describe() }

// WithTau returns l at the temperature tau; a loss that has none stays as it is.
// Like a literal it may be a loss that is not valid.
func WithTau(l Loss, tau float64) Loss {
	name, p := l.describe()
	if p.Tau == 0 {
		return l
	}
	p.Tau = tau
	return selected(constructors[name](p), p.selection())
}

// NeedsLabels tells whether l looks at classes ([Workspace.Labels]); a loss that is
// not valid looks at nothing.
func NeedsLabels(l Loss) bool {
	r, err := l.rule()
	return err == nil && r.needsLabels()
}

// A Result is a loss with its gradients.
type Result struct {
	// Loss is the mean over anchors; of a symmetric loss, the mean of both directions.
	Loss float64
	// PerAnchor holds the anchors' own losses, NaN for those that were skipped. In
	// batch these are the rows of z0 and then those of z1; symmetric, the B rows of
	// the direction z0 to z1 and then the B rows of the direction z1 to z0.
	PerAnchor []float64
	// Negatives is the number of negatives each anchor has in the arrangement,
	// before any selection by class, margin or hardness; of [SupCon], the number of
	// its candidates less one.
	Negatives int
	// Skipped is the number of anchors which the selection left without a negative,
	// or a [SupCon] without a positive. They are no part of the mean.
	Skipped int
	// Grad0 and Grad1 are the gradients of Loss with respect to the arrays as
	// they were given, through the normalisation, with the arrays' shapes and
	// rows without gaps. Grad1 is the zero value for a bank.
	Grad0, Grad1 blas32.General
	// GradExtra is the gradient with respect to [Workspace.Extra], likewise.
	GradExtra blas32.General
	// Tau is the temperature, which [MACL] chooses for each batch.
	Tau float64
	// GradLogScale is the derivative of Loss by log(1/τ), the logarithm of the
	// scale that CLIP and SigLIP learn; 0 for a loss without a temperature.
	GradLogScale float64
	// GradBias is the derivative of Loss by the bias of [SigLIP].
	GradBias float64
}

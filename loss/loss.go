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

// Params holds the parameters of every loss that [New] knows. Fields that a
// loss does not use are ignored by New and zero in what [Describe] returns.
type Params struct {
	Tau    float64 `json:"tau,omitempty"`    // temperature, in [1e-4, 1e4]
	Lambda float64 `json:"lambda,omitempty"` // weight of a negative in the uniform losses; 0: 1/(negatives kept)
	Alpha  float64 `json:"alpha,omitempty"`  // fraction of the negatives that is kept, in (0, 1]
	K      int     `json:"topk,omitempty"`   // number of negatives that is kept
}

// constructors is filled by one register call beside each loss.
var constructors = map[string]func(Params) Loss{}

func register(name string, construct func(Params) Loss) { constructors[name] = construct }

// New returns the loss called name: "contrastive", "simple", "hard" (hard
// contrastive) or "hardsimple". An unknown name and parameters outside their
// range are errors; that K does not exceed the number of negatives can only be
// checked when the loss is computed.
func New(name string, p Params) (Loss, error) {
	construct, ok := constructors[name]
	if !ok {
		return nil, fmt.Errorf("loss: unknown loss %q (known: %s)", name, strings.Join(Names(), ", "))
	}
	l := construct(p)
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

// A Result is a loss with its gradients.
type Result struct {
	// Loss is the mean over anchors; of a symmetric loss, the mean of both directions.
	Loss float64
	// PerAnchor holds the anchors' own losses. In batch these are the rows of
	// z0 and then those of z1; symmetric, the B rows of the direction z0 to z1
	// and then the B rows of the direction z1 to z0.
	PerAnchor []float64
	// Negatives is the number of negatives each anchor has in the arrangement,
	// before any selection.
	Negatives int
	// Grad0 and Grad1 are the gradients of Loss with respect to the arrays as
	// they were given, through the normalisation, with the arrays' shapes and
	// rows without gaps. Grad1 is the zero value for a bank.
	Grad0, Grad1 blas32.General
}

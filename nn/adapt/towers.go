package adapt

import (
	"slices"

	"github.com/abc86604/temper/nn"
	"gonum.org/v1/gonum/blas/blas32"
)

// An Adapter is the heads of queries and documents. In [Query] the documents' is what they
// began with, in [Shared] both are one.
type Adapter struct {
	Query, Corpus *Head

	// Of one that Load has read: the SHA-256 of its tensors by their names, and a line to
	// be read where the newest checkpoint is damaged, "" otherwise.
	Digest, Notice string

	towers Towers
}

// Towers says which embeddings the adapter changes.
func (a *Adapter) Towers() Towers { return a.towers }

// newAdapter returns the adapter that is base.
func newAdapter(s Settings, base blas32.General) (*Adapter, error) {
	kind, rank, err := s.kind()
	if err != nil {
		return nil, err
	}
	a := &Adapter{towers: s.Towers}
	if a.Query, err = newHead(kind, base, rank, s.Seed, 0); err != nil {
		return nil, err
	}
	switch s.Towers {
	case Shared:
		a.Corpus = a.Query
	case Two:
		a.Corpus, err = newHead(kind, base, rank, s.Seed, 1)
	default:
		a.Corpus, err = newHead(Linear, base, 0, s.Seed, 1)
	}
	return a, err
}

// Heads are the heads that differ, by names: "query" and "corpus" of two towers, and "head"
// of the one that is trained otherwise.
func (a *Adapter) Heads() map[string]*Head {
	if a.towers == Two {
		return map[string]*Head{"query": a.Query, "corpus": a.Corpus}
	}
	return map[string]*Head{"head": a.Query}
}

// params are those that are trained.
func (a *Adapter) params() []*nn.Param {
	if a.towers == Two {
		return slices.Concat(a.Query.params, a.Corpus.params)
	}
	return a.Query.params
}

package adapt

import (
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn"
	"gonum.org/v1/gonum/blas/blas32"
)

// An Adapter is the heads of queries and documents. In [Query] the documents' is what they
// began with, in [Shared] both are one.
type Adapter struct {
	Query, Corpus *Head
	towers        Towers
}

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

// Apply sets dst to the rows of z by the head: brought to unit length, mapped, and brought to
// unit length again. z has In columns, dst as many rows and Out columns, and they must not
// overlap. The error is a [*matrix.RowError] for a row that has no direction, before the head
// or after it. It must not be called from several goroutines at once.
func (h *Head) Apply(threads int, dst, z blas32.General) error {
	u, err := unit("rows", z)
	if err != nil {
		return err
	}
	h.apply(threads, dst, u)
	return matrix.Unit(dst, dst, make([]float32, dst.Rows))
}

// mapped returns the first values of the unit rows of z by a head, at unit length: z itself
// where that changes nothing.
func mapped(threads int, h *Head, z blas32.General, size int) (blas32.General, error) {
	y := z
	if !h.isIdentity() {
		y = matrix.New(z.Rows, h.Out())
		h.apply(threads, y, z)
	} else if size == z.Cols {
		return z, nil
	}
	u := y
	if size < y.Cols || h.isIdentity() {
		u = matrix.New(y.Rows, size)
	}
	return u, matrix.Unit(u, matrix.Columns(y, 0, size), make([]float32, u.Rows))
}

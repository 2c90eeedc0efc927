package loss

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// A Workspace computes losses and keeps the buffers that takes: a second call with
// the same shapes allocates nothing on one thread. The zero value is ready. A Workspace serves one call at a time.
type Workspace struct {
	// Threads is the number of goroutines that work at once; 0 means one. It
	// changes no bit of any result.
	Threads int
	// Normalized says that the rows given are unit vectors already. A row whose
	// length is not 1 to 1e-3 is an error, nothing is divided, and the gradients
	// are not projected: they are those with respect to the rows as independent
	// numbers.
	Normalized bool
	// Budget is the memory, in bytes, in which [Workspace.InBatch] keeps
	// exponentials that it would otherwise compute twice; 0 means 256 MiB, less
	// than 0 none. It keeps none when less than a quarter of them would fit, and
	// takes no more than they need. It changes no bit of any result.
	Budget int64

	// Labels are the classes of the pairs, one for each row of z0; against a bank,
	// of the bank's rows, where an anchor has the class of its positive. They are
	// needed by [SupCon] and by selections of other classes, and may be any numbers.
	Labels []int
	// Extra are explicit hard negatives, m for each pair: rows i·m up to (i+1)·m are
	// negatives of both views of pair i in batch, of row i of z0 otherwise (in
	// [Workspace.Symmetric] in the direction z0 to z1 alone). With ExtraShared every
	// anchor has all of them, of which there may be any number. They have no class,
	// and a gradient of their own, [Result.GradExtra].
	Extra       blas32.General
	ExtraShared bool

	rule      rule
	rows      stretches
	units     [3]unitRows
	sinks     [3]sink
	problems  [2]problem
	losses    []float64
	positives []float64
	sums      []float64
	panels    panels
	tiles     tiles
	stream    stream
}

// begin makes l's rule the one that w executes.
func (w *Workspace) begin(l Loss) error {
	if l == nil {
		return fmt.Errorf("loss: no loss given")
	}
	var err error
	w.rule, err = l.rule()
	return err
}

// unit sets u to the unit rows of z. Rows that are said to be unit vectors and
// lie without gaps are used where they are.
func (w *Workspace) unit(u *unitRows, name string, z blas32.General) error {
	if w.inPlace(z) {
		u.General = z
		return w.rows.check(w.Threads, name, z)
	}
	u.reset(z.Rows, z.Cols)
	return w.fill(u, 0, name, z)
}

// inPlace tells whether z holds its unit rows without gaps.
func (w *Workspace) inPlace(z blas32.General) bool { return w.Normalized && z.Stride == z.Cols }

// fill sets the rows of u from lo on to the unit rows of z.
func (w *Workspace) fill(u *unitRows, lo int, name string, z blas32.General) error {
	return w.rows.fill(w.Threads, w.Normalized, u, lo, name, z)
}

// sink returns the zero gradient of u.
func (w *Workspace) sink(i int, u *unitRows) *sink {
	w.sinks[i].reset(u.Rows, u.Cols, longSum)
	return &w.sinks[i]
}

// backward returns the gradient in sink i, taken back through the
// normalisation.
func (w *Workspace) backward(i int, u *unitRows) blas32.General {
	g := w.sinks[i].total()
	if !w.Normalized {
		w.rows.backward(w.Threads, u, g)
	}
	return g
}

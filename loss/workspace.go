package loss

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Workspace computes losses and metrics and keeps the buffers that takes: the
// losses of a second call with the same shapes allocate nothing on one thread.
// The zero value is ready. A Workspace serves one call at a time.
type Workspace struct {
	// Threads is the number of goroutines that work at once; 0 means one. It
	// changes no bit of any result.
	Threads int
	// Normalized says that the rows given to the losses are unit vectors
	// already. A row whose length is not 1 to 1e-3 is an error, nothing is
	// divided, and the gradients are not projected: they are those with respect
	// to the rows as independent numbers. The metrics normalise regardless.
	Normalized bool
	// Budget is the memory, in bytes, in which [Workspace.InBatch] keeps
	// exponentials that it would otherwise compute twice; 0 means 256 MiB, less
	// than 0 none. It keeps none when less than a quarter of them would fit, and
	// takes no more than they need. It changes no bit of any result.
	Budget int64

	units    [2]unitRows
	sinks    [2]sink
	problems [2]problem
	losses   []float64
	sums     []float64
	panels   panels
	triangle triangle
}

func ruleOf(l Loss) (rule, error) {
	if l == nil {
		return rule{}, fmt.Errorf("loss: no loss given")
	}
	return l.rule()
}

// unit sets u to the unit rows of z. Rows that are said to be unit vectors and
// lie without gaps are used where they are.
func (w *Workspace) unit(u *unitRows, name string, z blas32.General) error {
	if w.Normalized && z.Stride == z.Cols {
		u.General = z
		return checkUnit(name, z)
	}
	u.reset(z.Rows, z.Cols)
	return w.fill(u, 0, name, z)
}

// fill sets the rows of u from lo on to the unit rows of z.
func (w *Workspace) fill(u *unitRows, lo int, name string, z blas32.General) error {
	if w.Normalized {
		return u.copyUnit(lo, name, z)
	}
	return u.normalize(lo, name, z)
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
		kernels.NormalizeBackward(g, g, u.General, u.norms)
	}
	return g
}

// mean solves the first directions of w.problems, all of one shape, in which
// every anchor has the same weight.
func (w *Workspace) mean(ctx context.Context, r rule, directions int) (Result, error) {
	problems := w.problems[:directions]
	negatives := problems[0].negatives()
	if negatives < 1 {
		return Result{}, fmt.Errorf("loss: the anchors have no negatives (%d candidates each)", problems[0].candidates.Rows)
	}
	keep, err := r.keep.count(negatives)
	if err != nil {
		return Result{}, err
	}
	m := problems[0].anchors.Rows
	w.losses = grow(w.losses, m*len(problems))
	for i := range problems {
		p := &problems[i]
		p.losses = w.losses[i*m : (i+1)*m]
		p.weight = 1 / float64(len(w.losses))
		if err := w.solve(ctx, r, keep, p); err != nil {
			return Result{}, err
		}
	}
	var sum float64
	for _, v := range w.losses {
		sum += v
	}
	return Result{Loss: sum / float64(len(w.losses)), PerAnchor: w.losses, Negatives: negatives}, nil
}

// solve fills p's losses and adds to its gradients.
func (w *Workspace) solve(ctx context.Context, r rule, keep int, p *problem) error {
	if r.linear() {
		w.sums = grow(w.sums, p.anchors.Cols)
		return p.solveLinear(ctx, r.uniformWeight(keep), w.sums)
	}
	if p.self && r.softmaxOfAll() {
		return w.triangle.solve(ctx, w.Threads, w.Budget, r.tau, p)
	}
	return w.panels.solve(ctx, w.Threads, r, keep, p)
}

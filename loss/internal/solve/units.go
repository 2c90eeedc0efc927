package solve

import (
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
)

// unitRows are an input's rows at unit length, without gaps between them, and
// the lengths they had.
type unitRows struct {
	blas32.General
	own   blas32.General // where the rows are not the input's own
	norms []float32
}

// reset makes room for n rows of d columns.
func (u *unitRows) reset(n, d int) {
	u.own = matrix.Resize(u.own, n, d)
	u.norms = matrix.Grow(u.norms, n)
	u.General = u.own
}

// take sets rows lo, lo+1, ... of u to z's at unit length, where they must be
// already if they are said to be units. In errors z is called name and its first row
// has the number first.
func (u *unitRows) take(units bool, lo int, name string, first int, z blas32.General) error {
	to := matrix.Rows(u.General, lo, lo+z.Rows)
	if !units {
		return nameRow(name, first, matrix.Unit(to, z, u.norms[lo:][:z.Rows]))
	}
	for i := range z.Rows {
		copy(matrix.Row(to, i), matrix.Row(z, i))
	}
	return nameRow(name, first, matrix.CheckUnit(z))
}

// nameRow says of a row's error which matrix it is in, whose part that was looked at
// begins with row first.
func nameRow(name string, first int, err error) error {
	if err == nil {
		return nil // before anything is allocated
	}
	var row *matrix.RowError
	if errors.As(err, &row) {
		return fmt.Errorf("%s %w", name, matrix.Offset(first, row))
	}
	return err
}

// stretch is the number of rows that one task covers.
const stretch = 64

// stretches brings rows to unit length, and gradients back through that, a stretch
// at a time.
type stretches struct {
	// What is being worked on: an input, whose rows become those of u, or a gradient.
	units bool
	u     *unitRows
	in    Input
	inner []float64 // of rows and their gradients, where it is wanted

	errors []error // one for each stretch
	tasks  [3]func(worker, task int)
}

// The tasks.
const (
	checkTask = iota
	takeTask
	backwardTask
)

// take sets u to the rows of an input at unit length. Rows that are units already
// are used where they lie, if they lie without gaps.
func (s *stretches) take(threads int, units bool, u *unitRows, in *Input) error {
	s.units, s.u, s.in = units, u, *in
	if in.inPlace(units) {
		u.General = in.Parts[0].General
		return s.run(threads, checkTask)
	}
	u.reset(in.rows(), in.Parts[0].Cols)
	return s.run(threads, takeTask)
}

// backward takes a gradient by the unit rows u back to the rows they were, if those
// were others. Where it is wanted it returns the inner product of the unit rows and the
// gradient by them.
func (s *stretches) backward(threads int, units bool, u *unitRows, grad blas32.General, wantsInner bool) (inner float64) {
	s.units, s.u, s.in, s.inner = units, u, Input{}, s.inner[:0]
	s.in.Parts[0].General = grad
	if wantsInner {
		s.inner = matrix.Grow(s.inner, grad.Rows)
	}
	if wantsInner || !units {
		s.run(threads, backwardTask)
	}
	for _, x := range s.inner {
		inner += x
	}
	return inner
}

func (s *stretches) run(threads, task int) error {
	if s.tasks[0] == nil {
		s.tasks = [...]func(int, int){s.checkStretch, s.takeStretch, s.backwardStretch}
	}
	n := s.in.Parts[0].stretches() + s.in.Parts[1].stretches()
	s.errors = matrix.Grow(s.errors, n)
	clear(s.errors)
	parallel.ForWorker(threads, n, s.tasks[task])
	return firstError(s.errors)
}

// stretches is the number of a part's stretches.
func (p *Part) stretches() int { return (p.Rows + stretch - 1) / stretch }

// at are the rows of a stretch, from first on in their part, lo rows further on in the
// input.
func (s *stretches) at(i int) (part *Part, first, lo int, rows blas32.General) {
	part = &s.in.Parts[0]
	if n := part.stretches(); i >= n {
		i, lo, part = i-n, part.Rows, &s.in.Parts[1]
	}
	first = i * stretch
	return part, first, lo + first, matrix.Rows(part.General, first, min(first+stretch, part.Rows))
}

func (s *stretches) checkStretch(_, i int) {
	part, first, _, rows := s.at(i)
	s.errors[i] = nameRow(part.Name, first, matrix.CheckUnit(rows))
}

func (s *stretches) takeStretch(_, i int) {
	part, first, lo, rows := s.at(i)
	s.errors[i] = s.u.take(s.units, lo, part.Name, first, rows)
}

func (s *stretches) backwardStretch(_, i int) {
	_, first, _, g := s.at(i)
	end := first + g.Rows
	u := matrix.Rows(s.u.General, first, end)
	if len(s.inner) > 0 {
		for r := range g.Rows {
			s.inner[first+r] = float64(kernels.Dot(matrix.Row(u, r), matrix.Row(g, r)))
		}
	}
	if !s.units {
		kernels.NormalizeBackward(g, g, u, s.u.norms[first:end])
	}
}

// firstError is the first that is not nil of the errors of tasks, in their order.
func firstError(errors []error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}

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
		return fmt.Errorf("loss: %s %w", name, matrix.Offset(first, row))
	}
	return err
}

// stretch is the number of rows that one task covers.
const stretch = 256

// stretches brings rows to unit length, and gradients back through that, a stretch
// at a time.
type stretches struct {
	// What is being worked on: rows z, which become rows lo, lo+1, ... of u.
	units  bool
	u      *unitRows
	lo     int
	name   string
	z      blas32.General
	errors []error // one for each stretch

	tasks [3]func(worker, task int)
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
	if in.inPlace(units) {
		part := &in.Parts[0]
		u.General, s.name, s.z = part.General, part.Name, part.General
		return s.run(threads, checkTask)
	}
	u.reset(in.rows(), in.Parts[0].Cols)
	s.units, s.u, s.lo = units, u, 0
	for i := range in.Parts {
		part := &in.Parts[i]
		s.name, s.z = part.Name, part.General
		if err := s.run(threads, takeTask); err != nil {
			return err
		}
		s.lo += part.Rows
	}
	return nil
}

// backward takes a gradient by the unit rows u back to the rows they were.
func (s *stretches) backward(threads int, u *unitRows, grad blas32.General) {
	s.u, s.z = u, grad
	s.run(threads, backwardTask)
}

func (s *stretches) run(threads, task int) error {
	if s.tasks[0] == nil {
		s.tasks = [...]func(int, int){s.checkStretch, s.takeStretch, s.backwardStretch}
	}
	n := (s.z.Rows + stretch - 1) / stretch
	s.errors = matrix.Grow(s.errors, n)
	clear(s.errors)
	parallel.ForWorker(threads, n, s.tasks[task])
	return firstError(s.errors)
}

// bounds are the rows of a stretch.
func (s *stretches) bounds(i int) (first, end int) {
	return i * stretch, min((i+1)*stretch, s.z.Rows)
}

func (s *stretches) checkStretch(_, i int) {
	first, end := s.bounds(i)
	s.errors[i] = nameRow(s.name, first, matrix.CheckUnit(matrix.Rows(s.z, first, end)))
}

func (s *stretches) takeStretch(_, i int) {
	first, end := s.bounds(i)
	s.errors[i] = s.u.take(s.units, s.lo+first, s.name, first, matrix.Rows(s.z, first, end))
}

func (s *stretches) backwardStretch(_, i int) {
	first, end := s.bounds(i)
	g := matrix.Rows(s.z, first, end)
	kernels.NormalizeBackward(g, g, matrix.Rows(s.u.General, first, end), s.u.norms[first:end])
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

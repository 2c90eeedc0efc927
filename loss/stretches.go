package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
)

// stretch is the number of rows that one task covers.
const stretch = 256

// stretches brings rows to unit length, and gradients back through that, a stretch
// at a time.
type stretches struct {
	// What is being worked on: rows z, which become rows lo, lo+1, ... of u.
	normalized bool
	u          *unitRows
	lo         int
	name       string
	z          blas32.General
	errors     []error // one for each stretch

	tasks [3]func(worker, task int)
	owner *stretches // whose methods tasks are: a copy of s makes its own
}

// The tasks.
const (
	checkTask = iota
	fillTask
	backwardTask
)

// check returns an error that names the first row of z that is not a unit vector.
func (s *stretches) check(threads int, name string, z blas32.General) error {
	s.name, s.z = name, z
	return s.run(threads, checkTask)
}

// fill sets rows lo, lo+1, ... of u to the rows of z at unit length, where they
// must be already if they are said to be normalized.
func (s *stretches) fill(threads int, normalized bool, u *unitRows, lo int, name string, z blas32.General) error {
	s.normalized, s.u, s.lo, s.name, s.z = normalized, u, lo, name, z
	return s.run(threads, fillTask)
}

// backward takes a gradient by the unit rows u back to the rows they were.
func (s *stretches) backward(threads int, u *unitRows, grad blas32.General) {
	s.u, s.z = u, grad
	s.run(threads, backwardTask)
}

func (s *stretches) run(threads, task int) error {
	if s.owner != s {
		s.owner, s.tasks = s, [...]func(int, int){s.checkStretch, s.fillStretch, s.backwardStretch}
	}
	n := (s.z.Rows + stretch - 1) / stretch
	s.errors = grow(s.errors, n)
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
	s.errors[i] = checkUnit(s.name, first, rows(s.z, first, end))
}

func (s *stretches) fillStretch(_, i int) {
	first, end := s.bounds(i)
	z := rows(s.z, first, end)
	if s.normalized {
		s.errors[i] = s.u.copyUnit(s.lo+first, s.name, first, z)
	} else {
		s.errors[i] = s.u.normalize(s.lo+first, s.name, first, z)
	}
}

func (s *stretches) backwardStretch(_, i int) {
	first, end := s.bounds(i)
	g := rows(s.z, first, end)
	kernels.NormalizeBackward(g, g, rows(s.u.General, first, end), s.u.norms[first:end])
}

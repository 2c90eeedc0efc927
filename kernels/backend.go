package kernels

import (
	"slices"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Backend is the kernels on one instruction set, for tests and measurements. Its
// methods have the signatures and the results of the package's functions, which
// use the backend chosen at start.
type Backend struct{ table *impl.Table }

// Name returns the name of the backend's instruction set, as TEMPER_ISA takes
// it.
func (b *Backend) Name() string { return b.table.Name }

// Backends returns the backends that this CPU can run, the generic one first
// and the fastest last.
func Backends() []*Backend { return slices.Clone(available) }

// Active returns the backend behind the package's functions.
func Active() *Backend {
	return available[slices.IndexFunc(available, func(b *Backend) bool { return b.table == active })]
}

// active is what the package's functions call.
var active = impl.Active

var available = func() []*Backend {
	all := make([]*Backend, len(impl.Available))
	for i, t := range impl.Available {
		all[i] = &Backend{t}
	}
	return all
}()

// ISAError returns an error if TEMPER_ISA names an instruction set that
// is unknown or that this CPU lacks; the package then works as if the variable
// were not set. Results do not depend on the choice, so a library may go on; a
// command whose user asked for an instruction set should not.
func ISAError() error { return impl.ISAError }

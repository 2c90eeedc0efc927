package kernels

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// generic is the specification.
var generic = &Backend{impl.Generic}

// onAllBackends runs a test with every backend as that of the package's
// functions. Dot alone goes on with the one chosen at start.
func onAllBackends(t *testing.T, test func(t *testing.T)) {
	kerneltest.OnAll(t, func(t *testing.T, b *impl.Table) {
		use(t, b)
		test(t)
	})
}

// use makes b the backend of the package's functions until t ends.
func use(t *testing.T, b *impl.Table) {
	before := active
	active = b
	t.Cleanup(func() { active = before })
}

func TestActiveIsAvailable(t *testing.T) {
	onAllBackends(t, func(t *testing.T) {
		if b := Active(); b.table != active || b.Name() != active.Name {
			t.Errorf("active is %s, not %s", b.Name(), active.Name)
		}
	})
	if b := Backends(); b[0].Name() != "generic" || len(b) != len(impl.Available) || ISAError() != impl.ISAError {
		t.Errorf("%d backends, the first %s", len(b), b[0].Name())
	}
}

package kernels

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// generic is the specification.
var generic = &Backend{impl.Generic}

// onEachBackend runs a test with every backend but the generic one.
func onEachBackend(t *testing.T, test func(t *testing.T, b *Backend)) {
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) { test(t, &Backend{b}) })
}

// onAllBackends runs a test with the generic backend as well.
func onAllBackends(t *testing.T, test func(t *testing.T, b *Backend)) {
	kerneltest.OnAll(t, func(t *testing.T, b *impl.Table) { test(t, &Backend{b}) })
}

package tile

import (
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// onEachBackend runs a test with every backend but the generic one as that of
// this package.
func onEachBackend(t *testing.T, test func(t *testing.T, b *impl.Table)) {
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		use(t, b)
		test(t, b)
	})
}

// onAllBackends runs a test with the generic backend as well.
func onAllBackends(t *testing.T, test func(t *testing.T)) {
	kerneltest.OnAll(t, func(t *testing.T, b *impl.Table) {
		use(t, b)
		test(t)
	})
}

// use makes b the backend of this package until t ends.
func use(t *testing.T, b *impl.Table) {
	before := active
	active = b
	t.Cleanup(func() { active = before })
}

// row returns row i of a.
func row(a blas32.General, i int) []float32 { return a.Data[i*a.Stride:][:a.Cols] }

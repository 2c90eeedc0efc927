package kerneltest

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// OnEach runs a test with every backend of this architecture but the generic
// one. One that the CPU lacks is skipped. The test fails if any backend is
// lacking that TEMPER_REQUIRE names, a list with commas.
func OnEach(t *testing.T, test func(t *testing.T, b *impl.Table)) {
	t.Helper()
	if missing := missing(os.Getenv("TEMPER_REQUIRE"), impl.Available); len(missing) > 0 {
		t.Fatalf("TEMPER_REQUIRE has %s, which this build or CPU lacks", strings.Join(missing, ", "))
	}
	for _, name := range map[string][]string{"amd64": {"avx2", "avx512"}, "arm64": {"neon"}}[runtime.GOARCH] {
		t.Run(name, func(t *testing.T) {
			i := index(name, impl.Available)
			if i < 0 {
				t.Skipf("this build or CPU lacks %s", name)
			}
			test(t, impl.Available[i])
		})
	}
}

// OnAll runs a test with the generic backend as well.
func OnAll(t *testing.T, test func(t *testing.T, b *impl.Table)) {
	t.Run("generic", func(t *testing.T) { test(t, impl.Generic) })
	OnEach(t, test)
}

// missing returns those of the required backends, a list with commas, that are
// not among what there is.
func missing(required string, present []*impl.Table) []string {
	var lacking []string
	for name := range strings.SplitSeq(required, ",") {
		if name != "" && index(name, present) < 0 {
			lacking = append(lacking, name)
		}
	}
	return lacking
}

func index(name string, from []*impl.Table) int {
	return slices.IndexFunc(from, func(b *impl.Table) bool { return b.Name == name })
}

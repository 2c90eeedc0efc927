package kernels

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// onEachBackend runs a test with every backend of this architecture but the
// generic one. One that the CPU lacks is skipped. The test fails if any backend
// is lacking that TEMPER_REQUIRE names, a list with commas.
func onEachBackend(t *testing.T, test func(t *testing.T, b *Backend)) {
	t.Helper()
	if missing := missingBackends(os.Getenv("TEMPER_REQUIRE"), available); len(missing) > 0 {
		t.Fatalf("TEMPER_REQUIRE has %s, which this build or CPU lacks", strings.Join(missing, ", "))
	}
	for _, name := range map[string][]string{"amd64": {"avx2", "avx512"}, "arm64": {"neon"}}[runtime.GOARCH] {
		t.Run(name, func(t *testing.T) {
			i := indexOfBackend(name, available)
			if i < 0 {
				t.Skipf("this build or CPU lacks %s", name)
			}
			test(t, available[i])
		})
	}
}

// missingBackends returns those of the required backends, a list with commas,
// that are not among what there is.
func missingBackends(required string, present []*Backend) []string {
	var missing []string
	for _, name := range strings.Split(required, ",") {
		if name != "" && indexOfBackend(name, present) < 0 {
			missing = append(missing, name)
		}
	}
	return missing
}

func indexOfBackend(name string, from []*Backend) int {
	return slices.IndexFunc(from, func(b *Backend) bool { return b.name == name })
}

func TestMissingBackends(t *testing.T) {
	present := []*Backend{{name: "generic"}, {name: "avx2"}}
	for required, want := range map[string][]string{
		"":                 nil,
		"avx2":             nil,
		"avx2,generic":     nil,
		"avx512":           {"avx512"},
		"neon,avx2,avx512": {"neon", "avx512"},
		"avx":              {"avx"},
	} {
		if got := missingBackends(required, present); !slices.Equal(got, want) {
			t.Errorf("missingBackends(%q) = %q, want %q", required, got, want)
		}
	}
}

// onAllBackends runs a test with the generic backend as well.
func onAllBackends(t *testing.T, test func(t *testing.T, b *Backend)) {
	t.Run("generic", func(t *testing.T) { test(t, generic) })
	onEachBackend(t, test)
}

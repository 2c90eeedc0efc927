package kerneltest

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
)

func TestMissing(t *testing.T) {
	present := []*impl.Table{{Name: "generic"}, {Name: "avx2"}}
	for required, want := range map[string][]string{
		"":                 nil,
		"avx2":             nil,
		"avx2,generic":     nil,
		"avx512":           {"avx512"},
		"neon,avx2,avx512": {"neon", "avx512"},
		"avx":              {"avx"},
	} {
		if got := missing(required, present); !slices.Equal(got, want) {
			t.Errorf("missing(%q) = %q, want %q", required, got, want)
		}
	}
}

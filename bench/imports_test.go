package bench

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/abc86604/temper/"

// floors are the rooms of the house from the ground up: a package imports from
// its own floor and those below.
var floors = []string{"asm", "kernels", "loss", "nn", "bench"}

// outside are libraries that only the floors named may depend on.
var outside = map[string][]string{
	"github.com/mmcloughlin/avo":    {"gen"},
	"github.com/spf13/cobra":        {"bench"},
	"github.com/vbauerster/mpb":     {"bench"},
	"gonum.org/v1/plot":             {"bench"},
	"github.com/viterin/vek":        {},
	"github.com/tphakala/simd":      {},
	"github.com/klauspost/cpuid":    {"kernels", "loss", "nn", "bench"},
	"github.com/google/renameio":    {"nn", "bench"},
	"github.com/bep/imagemeta":      {"nn", "bench"},
	"github.com/kovidgoyal/imaging": {"nn", "bench"},
}

// TestImportsGoOneWay holds the house's order, and that someone who embeds
// kernels, loss or nn gets none of the generator's and the command's libraries.
func TestImportsGoOneWay(t *testing.T) {
	for pkg, deps := range dependencies(t) {
		room, _, _ := strings.Cut(strings.TrimPrefix(pkg, module), "/")
		for _, dep := range deps {
			if other, ok := strings.CutPrefix(dep, module); ok {
				other, _, _ = strings.Cut(other, "/")
				if floor(other) > floor(room) {
					t.Errorf("%s depends on %s, a floor above it", pkg, dep)
				}
			}
			for library, rooms := range outside {
				if (dep == library || strings.HasPrefix(dep, library+"/")) && !slices.Contains(rooms, room) {
					t.Errorf("%s depends on %s", pkg, dep)
				}
			}
		}
	}
}

// floor returns a room's floor; gen stands above all, since nobody imports it.
func floor(room string) int {
	if i := slices.Index(floors, room); i >= 0 {
		return i
	}
	return len(floors)
}

// dependencies returns, for each package of the module, all packages that it
// imports directly or through others, its tests left out.
func dependencies(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, module+"...")
	var problems strings.Builder
	list.Stderr = &problems
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &problems)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[fields[0]] = fields[1:]
	}
	if len(all) < 10 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	return all
}

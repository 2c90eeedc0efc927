package loss

import (
	"testing"

	"github.com/abc86604/temper/kernels/race"
)

// combinations are losses in arrangements and variants, as the golden cases have them,
// that are no errors.
func combinations(t *testing.T, in goldenInputs, arrangements []string, losses []goldenLoss, variants []goldenVariant) []goldenCase {
	t.Helper()
	var all goldenList
	all.cross(in, arrangements, losses, variants)
	var sound []goldenCase
	for _, c := range all.cases {
		if _, err := computeGolden(c); err == nil {
			sound = append(sound, c)
		}
	}
	if len(sound) < len(all.cases)*4/5 {
		t.Fatalf("%d of %d combinations are errors", len(all.cases)-len(sound), len(all.cases))
	}
	return sound
}

// lossOf is the loss of a case.
func lossOf(t *testing.T, c goldenCase) Loss {
	t.Helper()
	l, err := c.objective()
	return mustHave(t, l, err)
}

// everyLoss is the whole family with its other ways.
func everyLoss() []goldenLoss {
	all := append(append([]goldenLoss{}, goldenLosses...), goldenOthers...)
	return append(all, goldenLater...)
}

// TestNoAllocationOfAny loss in any arrangement, with selections and extra negatives.
func TestNoAllocationOfAny(t *testing.T) {
	in := newGoldenInputs(71, 33, 7, 61, 0.7)
	for _, c := range combinations(t, in, goldenArrangements, everyLoss(), goldenVariants) {
		w := &Workspace{Budget: c.budget}
		l, p := lossOf(t, c), c.problem()
		checkNoAllocation(t, c.name, func() { mustWork(t, w, l, p) })
	}
}

// TestBitsOfAny loss in batch, across and in both directions are the same with any
// budget and any number of threads: no tile kept, some, and all.
func TestBitsOfAny(t *testing.T) {
	losses := append(lossesNamed("contrastive", "dcl", "dclw", "debiased", "siglip", "supcon", "triplet", "macl", "hard"), goldenLater...)
	losses = append(losses, goldenNamed(goldenOthers, func(l goldenLoss) string { return l.name }, []string{"debiased-flat", "supcon-twos"})...)
	variants := variantsNamed("plain", "margin", "k", "extra", "shared", "other class", "margin extra", "k shared", "combined")
	for _, in := range []goldenInputs{newGoldenInputs(72, 37, 40, 37, 0.7), newGoldenInputs(73, 150, 9, 150, 0.7)} {
		if in.z0.Rows > 100 && (testing.Short() || race.Enabled) {
			continue
		}
		for _, c := range combinations(t, in, append([]string{"oneview"}, tiled...), losses, variants) {
			checkBitsOf(t, c)
		}
	}
}

func checkBitsOf(t *testing.T, c goldenCase) {
	t.Helper()
	c.budget, c.threads = -1, 1
	want := goldenValue(c)
	for _, budget := range []int64{90e3, 0} {
		for _, threads := range []int{1, 3} {
			c.budget, c.threads = budget, threads
			if got := goldenValue(c); got != want {
				t.Errorf("%s, budget %d, %d threads: %s, want %s", c.name, budget, threads, got, want)
			}
		}
	}
}

// TestBitsAfterOthers is what a workspace gives after every other loss and shape.
func TestBitsAfterOthers(t *testing.T) {
	used := &Workspace{Threads: 2}
	for _, in := range []goldenInputs{newGoldenInputs(74, 9, 5, 31, 0.7), newGoldenInputs(75, 40, 12, 300, 0.7), newGoldenInputs(76, 5, 3, 8, 0.7)} {
		for _, c := range combinations(t, in, goldenArrangements, everyLoss(), variantsNamed("plain", "extra", "k", "margin", "other class", "unit", "cold")) {
			got := digest(mustWork(t, used, lossOf(t, c), c.problem()))[:16]
			if want := goldenValue(c); got != want {
				t.Errorf("%s: %s after other losses, %s at first", c.name, got, want)
			}
		}
	}
}

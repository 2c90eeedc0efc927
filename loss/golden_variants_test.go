package loss

import (
	"fmt"
	"slices"
)

// A goldenLoss is a loss and what it keeps of the negatives.
type goldenLoss struct {
	name, loss                  string // of the parameters; of the loss
	tau, lambda, sigma, tauBase float64
	tauPlus, beta, bias         float64
	maclAlpha, maclTarget       float64
	hinge                       float64
	mean                        bool
	alignAlpha, uniformT        float64
	uniformLambda               float64
	k                           int
	alpha, margin               float64
	mask, otherClass            bool
	skipLonely                  bool
	classes                     func(i, n int) int // of row i of n; nil: none
}

// goldenLosses is the family, with one choice of parameters each. Divided by 0.17 is not
// the same as multiplied by the inverse; by 0.2 it is too often.
var goldenLosses = []goldenLoss{
	{name: "contrastive", loss: "contrastive", tau: 0.17},
	{name: "simple", loss: "simple"},
	{name: "hard", loss: "hard", tau: 0.17, k: 3},
	{name: "hardsimple", loss: "hardsimple", k: 3},
	{name: "dcl", loss: "dcl", tau: 0.17},
	{name: "dclw", loss: "dclw", tau: 0.17},
	{name: "debiased", loss: "debiased", tau: 0.17, tauPlus: 0.1, beta: 1},
	{name: "siglip", loss: "siglip", tau: 0.17, bias: -10},
	{name: "supcon", loss: "supcon", tau: 0.17, classes: classesOfHalves},
	{name: "macl", loss: "macl", tau: 0.17, maclAlpha: 0.5, maclTarget: 0.3},
	{name: "triplet", loss: "triplet"},
}

// goldenOthers are other choices.
var goldenOthers = []goldenLoss{
	{name: "simple-lambda", loss: "simple", lambda: 0.3},
	{name: "hard-alpha", loss: "hard", tau: 0.17, alpha: 0.3},
	{name: "hardsimple-lambda", loss: "hardsimple", alpha: 0.3, lambda: 0.7},
	{name: "dclw-sigma", loss: "dclw", tau: 0.17, sigma: 1.9},
	{name: "debiased-not", loss: "debiased", tau: 0.17},
	{name: "debiased-flat", loss: "debiased", tau: 0.17, tauPlus: 0.1},
	{name: "debiased-beta", loss: "debiased", tau: 0.17, beta: 0.7},
	{name: "siglip-bias-0", loss: "siglip", tau: 0.17},
	{name: "siglip-bias-3", loss: "siglip", tau: 0.17, bias: 3},
	{name: "supcon-own", loss: "supcon", tau: 0.17, classes: classesOfTheirOwn},
	{name: "supcon-twos", loss: "supcon", tau: 0.17, classes: classesOfTwos},
	{name: "supcon-base", loss: "supcon", tau: 0.17, tauBase: 0.07, classes: classesOfHalves},
	{name: "supcon-skips", loss: "supcon", tau: 0.17, skipLonely: true, classes: classesButForTheLast},
	{name: "macl-high", loss: "macl", tau: 0.17, maclAlpha: 3, maclTarget: -1},
}

// goldenLater are losses that the family has got later.
var goldenLater = []goldenLoss{
	{name: "triplet-hinge", loss: "triplet", hinge: 0.2},
	{name: "triplet-mean", loss: "triplet", hinge: 0.2, mean: true},
	{name: "alignuniform", loss: "alignuniform", alignAlpha: 2, uniformT: 2, uniformLambda: 1},
	{name: "alignuniform-odd", loss: "alignuniform", alignAlpha: 3, uniformT: 0.5, uniformLambda: 0.7},
}

// goldenRefused are errors of some inputs or of all.
var goldenRefused = []goldenLoss{
	{name: "hard-none", loss: "hard", tau: 0.17},
	{name: "supcon-unlabelled", loss: "supcon", tau: 0.17},
	{name: "macl-refused", loss: "macl", tau: 0.17, maclAlpha: -1e6, maclTarget: -1},
	{name: "supcon-one-class", loss: "supcon", tau: 0.17, classes: oneClass},
	{name: "supcon-lonely", loss: "supcon", tau: 0.17, classes: classesButForTheLast},
}

// Classes of rows.
func oneClass(_, _ int) int          { return 1 }
func classesOfTheirOwn(i, _ int) int { return i }
func classesOfTwos(i, n int) int     { return min(i/2, n/2-1) }
func classesOfHalves(i, _ int) int   { return i % 2 }
func classesOfThirds(i, _ int) int   { return i % 3 }
func classesButForTheLast(i, n int) int {
	if i == n-1 {
		return -7
	}
	return i % 2
}

// A goldenVariant is another way to compute a loss, which may be one of the
// temperature alone.
type goldenVariant struct {
	name    string
	changes []goldenChange
	ofTau   bool
}

type goldenChange = func(c *goldenCase, in goldenInputs)

func variant(name string, changes ...goldenChange) goldenVariant {
	return goldenVariant{name: name, changes: changes}
}

func variantOfTau(name string, changes ...goldenChange) goldenVariant {
	return goldenVariant{name: name, changes: changes, ofTau: true}
}

// goldenVariants are taken by every loss of the family.
var goldenVariants = []goldenVariant{
	variant("plain"),
	variant("extra", withExtra),
	variant("shared", withSharedExtra),
	variant("margin", withMargin(0.05)),
	variant("margin below", withMargin(-0.1)),
	variant("margin extra", withMargin(0.05), withExtra),
	variant("other class", withOtherClass),
	variant("other class extra", withOtherClass, withExtra),
	variant("k", withHardest(5, 0)),
	variant("k shared", withHardest(5, 0), withSharedExtra),
	variant("alpha", withHardest(0, 0.3)),
	variant("alpha margin", withHardest(0, 0.3), withMargin(0.05)),
	variant("combined", withHardest(5, 0), withMargin(0.05), withOtherClass),
	variant("unit", withUnitRows),
	variant("unit extra", withExtra, withUnitRows),
	variant("gaps", withExtra, withGaps),
	variant("unit gaps", withUnitRows, withGaps),
	variant("none kept", withBudget(-1)),
	variantOfTau("cold", withTau(0.02)),
}

// goldenBudgets keep some tiles or none at a low temperature and another, which
// takes a loss that has tiles.
var goldenBudgets = []goldenVariant{
	variant("none kept", withBudget(-1)),
	variant("some kept", withBudget(100e3)),
	variant("none kept cold", withBudget(-1), withTau(0.02)),
	variant("some kept cold", withBudget(100e3), withTau(0.02)),
}

func withExtra(c *goldenCase, in goldenInputs)       { c.extra = in.own }
func withSharedExtra(c *goldenCase, in goldenInputs) { c.extra, c.shared = in.shared, true }

func withMargin(margin float64) goldenChange {
	return func(c *goldenCase, _ goldenInputs) { c.mask, c.margin = true, margin }
}

// withHardest is of one of k and alpha.
func withHardest(k int, alpha float64) goldenChange {
	return func(c *goldenCase, _ goldenInputs) { c.k, c.alpha = k, alpha }
}

func withTau(tau float64) goldenChange {
	return func(c *goldenCase, _ goldenInputs) { c.tau = tau }
}

func withBudget(budget int64) goldenChange {
	return func(c *goldenCase, _ goldenInputs) { c.budget = budget }
}

// withOtherClass keeps the classes of a loss that has them.
func withOtherClass(c *goldenCase, _ goldenInputs) {
	c.otherClass = true
	if c.labels == nil {
		c.label(classesOfThirds)
	}
}

// withUnitRows comes after what gives rows.
func withUnitRows(c *goldenCase, _ goldenInputs) {
	c.unit = true
	c.z0, c.z1, c.extra = toUnitLength(c.z0), toUnitLength(c.z1), toUnitLength(c.extra)
}

// withGaps comes last.
func withGaps(c *goldenCase, _ goldenInputs) {
	c.z0, c.z1, c.extra = gapped(c.z0), gapped(c.z1), gapped(c.extra)
}

// atTaus are variants that differ in the temperature alone.
func atTaus(taus ...float64) (variants []goldenVariant) {
	for _, tau := range taus {
		variants = append(variants, variantOfTau(fmt.Sprintf("tau=%v", tau), withTau(tau)))
	}
	return variants
}

// hardestOf are variants that keep the k hardest: alone, as unit vectors that may be
// read where they are, and with what keeps the hardest from being listed.
func hardestOf(k int) []goldenVariant {
	name := fmt.Sprintf("k=%d", k)
	return []goldenVariant{
		variant(name, withHardest(k, 0)),
		variant(name+" unit", withHardest(k, 0), withUnitRows),
		variant(name+" unit gaps", withHardest(k, 0), withUnitRows, withGaps),
		variant(name+" extra", withHardest(k, 0), withExtra),
		variant(name+" margin", withHardest(k, 0), withMargin(0.05)),
	}
}

func variantsNamed(names ...string) []goldenVariant {
	return goldenNamed(goldenVariants, func(v goldenVariant) string { return v.name }, names)
}

func lossesNamed(names ...string) []goldenLoss {
	return goldenNamed(goldenLosses, func(l goldenLoss) string { return l.name }, names)
}

// goldenNamed are the elements of all that have the names, in the order of these.
func goldenNamed[T any](all []T, nameOf func(T) string, names []string) (found []T) {
	for _, name := range names {
		i := slices.IndexFunc(all, func(v T) bool { return nameOf(v) == name })
		if i < 0 {
			panic(fmt.Sprintf("golden: nothing is called %q", name))
		}
		found = append(found, all[i])
	}
	return found
}

package loss

import (
	"strings"

	"gonum.org/v1/gonum/blas/blas32"
)

// A goldenCase is one computation of a loss, in plain words and numbers: only
// computeGolden knows how the package is asked for it.
type goldenCase struct {
	name string // of the line in the file, and unlike any other
	goldenLoss
	arrangement  string // of the arrangements, or "oneview": in batch without z1
	z0, z1       blas32.General
	index        []int // of a bank, which is z1
	labels       []int
	extra        blas32.General
	shared, unit bool // the extra negatives are all anchors'; rows are unit vectors
	budget       int64
	threads      int
}

// goldenCases are all cases, in the order of the file.
func goldenCases() []goldenCase {
	var g goldenList
	g.family()
	g.panels()
	g.ends()
	g.tiles()
	g.banks()
	g.later()
	return g.cases
}

type goldenList struct{ cases []goldenCase }

// cross adds every arrangement with every loss in every variant that it takes.
func (g *goldenList) cross(in goldenInputs, arrangements []string, losses []goldenLoss, variants []goldenVariant) {
	for _, arrangement := range arrangements {
		for _, l := range losses {
			if arrangement == "oneview" && l.loss != "supcon" {
				continue // the others need pairs
			}
			for _, v := range variants {
				c := in.with(arrangement, l, v)
				if v.ofTau && l.tau == 0 || arrangement == "symmetric" && c.extra.Rows > 0 {
					continue
				}
				g.cases = append(g.cases, c)
			}
		}
	}
}

// with is the case of these inputs that has the loss in an arrangement.
func (in goldenInputs) with(arrangement string, l goldenLoss, v goldenVariant) goldenCase {
	c := goldenCase{
		name:       strings.Join([]string{in.name, arrangement, l.name, v.name}, " "),
		goldenLoss: l, arrangement: arrangement, z0: in.z0, z1: in.z1,
	}
	switch arrangement {
	case "oneview":
		c.z1 = blas32.General{}
	case "bank":
		c.z1, c.index = in.bank, in.index
	}
	if l.classes != nil {
		c.label(l.classes)
	}
	for _, change := range v.changes {
		change(&c, in)
	}
	return c
}

// label gives the rows that have classes theirs: a bank's, or those of z0.
func (c *goldenCase) label(classes func(i, n int) int) {
	n := c.z0.Rows
	if c.index != nil {
		n = c.z1.Rows
	}
	c.labels = make([]int, n)
	for i := range c.labels {
		c.labels[i] = classes(i, n)
	}
}

var goldenArrangements = append([]string{"oneview"}, arrangements...)

// family is every loss in every arrangement and variant, on a shape that one tile
// holds and on one that spans several.
func (g *goldenList) family() {
	for _, in := range []goldenInputs{newGoldenInputs(51, 5, 7, 16, 0.7), newGoldenInputs(52, 70, 19, 211, 0.7).sharing()} {
		g.cross(in, goldenArrangements, goldenLosses, goldenVariants)
		g.cross(in, goldenArrangements, goldenOthers, variantsNamed("plain", "extra", "margin", "cold", "k"))
		g.cross(in, goldenArrangements, goldenRefused, variantsNamed("plain", "extra"))
	}
}

// panels are those of more anchors than one panel has.
func (g *goldenList) panels() {
	in := newGoldenInputs(53, 130, 9, 300, 0.7)
	g.cross(in, []string{"inbatch"}, goldenLosses, variantsNamed("plain", "extra", "shared", "combined"))
	in = newGoldenInputs(54, 260, 9, 300, 0.7).sharing()
	some := lossesNamed("hard", "dclw", "siglip", "supcon")
	g.cross(in, []string{"oneview", "cross", "bank"}, some, variantsNamed("plain", "extra", "shared", "combined"))
	g.cross(in, []string{"symmetric"}, some, variantsNamed("plain"))
}

// ends are inputs at which losses change their ways: no direction but forward and
// back, negatives that tie, pairs so close that Debiased has its least estimate.
func (g *goldenList) ends() {
	narrow := newGoldenInputs(55, 2, 1, 7, 0)
	g.cross(narrow, goldenArrangements, goldenLosses, variantsNamed("plain"))
	g.cross(narrow, goldenArrangements, goldenOthers, variantsNamed("plain"))
	g.cross(narrow, tiled, goldenLosses[:1], atTaus(0.01, 0.1))

	tied := newGoldenInputs(56, 12, 6, 37, 0.7).tied(4)
	g.cross(tied, goldenArrangements, goldenLosses, variantsNamed("plain", "margin", "k", "combined"))

	near := newGoldenInputs(57, 20, 7, 61, 100)
	clamped := []goldenLoss{
		{name: "debiased-clamped", loss: "debiased", tau: 0.17, tauPlus: 0.9},
		{name: "debiased-clamped-beta", loss: "debiased", tau: 0.17, tauPlus: 0.9, beta: 1},
	}
	g.cross(near, goldenArrangements, append(clamped, goldenLosses...), variantsNamed("plain", "extra"))
}

// tiles are the softmax over all negatives at the edges of tiles, with tails in rows
// and columns, on both sides of the temperature at which maxima are taken, with all
// tiles kept and with some or none.
func (g *goldenList) tiles() {
	l := goldenLosses[:1]
	for _, shape := range [][2]int{{33, 259}, {130, 17}, {301, 21}} {
		for _, nearness := range []float32{0.7, 2} {
			in := newGoldenInputs(58, shape[0], shape[1], shape[0], nearness)
			g.cross(in, []string{"inbatch"}, l, atTaus(0.01, 0.025, 0.0251, 0.1, 2))
		}
	}
	in := newGoldenInputs(59, 150, 17, 150, 0.7)
	g.cross(in, tiled, l, append(goldenBudgets, atTaus(0.01, 0.1)...))
	in = newGoldenInputs(60, 530, 6, 530, 0.7)
	g.cross(in, []string{"cross", "symmetric"}, l, atTaus(0.02, 0.1))
}

// banks are long enough for a stream of candidates, for lists of the hardest, and
// for sums that are cut.
func (g *goldenList) banks() {
	bank := []string{"bank"}
	in := newGoldenInputs(61, 6, 5, 9001, 0.7).sharing()
	g.cross(in, bank, goldenLosses, append(variantsNamed("plain", "extra", "margin", "unit", "unit gaps", "cold"), hardestOf(300)...))
	g.cross(in, bank, goldenOthers, variantsNamed("plain"))
	g.cross(in.misled(2048), bank, lossesNamed("hard", "hardsimple", "dcl"), hardestOf(2200))

	in = newGoldenInputs(62, 140, 10, 9001, 0.7).sharing()
	g.cross(in, bank, lossesNamed("contrastive"), atTaus(0.05, 1))
	g.cross(in, bank, lossesNamed("hard"), hardestOf(300)[:1])

	in = newGoldenInputs(63, 2, 3, 1<<14+77, 0.7)
	g.cross(in, bank, goldenLosses, variantsNamed("plain", "extra"))
	g.cross(in, bank, lossesNamed("contrastive"), atTaus(0.02))
	g.cross(in, bank, lossesNamed("hard", "hardsimple", "dcl"), hardestOf(4095))
}

// later are the losses that came later, as the family before them.
func (g *goldenList) later() {
	for _, in := range []goldenInputs{newGoldenInputs(51, 5, 7, 16, 0.7), newGoldenInputs(52, 70, 19, 211, 0.7).sharing()} {
		g.cross(in, arrangements, goldenLater, goldenVariants)
	}
	g.cross(newGoldenInputs(53, 130, 9, 300, 0.7), []string{"inbatch", "symmetric"}, goldenLater, variantsNamed("plain", "extra", "combined"))
	g.cross(newGoldenInputs(55, 2, 1, 7, 0), arrangements, goldenLater, variantsNamed("plain"))
	g.cross(newGoldenInputs(56, 12, 6, 37, 0.7).tied(4), arrangements, goldenLater, variantsNamed("plain", "margin", "k", "combined"))
	g.cross(newGoldenInputs(61, 6, 5, 9001, 0.7).sharing(), []string{"bank"}, goldenLater, variantsNamed("plain", "extra", "margin", "unit"))
}

// goldenManyRows are enough rows for tiles to be met in groups of two and of four
// blocks, and for the sums of gradients to be cut: in tiles, in the gradients of
// panels' candidates and in those of extra negatives.
func goldenManyRows() []goldenCase {
	var g goldenList
	l := goldenLosses[:1]
	for _, b := range []int{1030, 4200} {
		g.cross(newGoldenInputs(65, b, 2, b, 0.7), []string{"inbatch"}, l, atTaus(0.02, 0.1))
	}
	g.cross(newGoldenInputs(66, 8210, 2, 8210, 0.7), []string{"inbatch"}, l, variantsNamed("none kept"))
	g.cross(newGoldenInputs(67, 16400, 2, 16400, 0.7), []string{"cross"}, lossesNamed("dcl"), variantsNamed("shared"))
	return g.cases
}

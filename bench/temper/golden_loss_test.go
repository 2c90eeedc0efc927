package main

import (
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// goldenFamily are the losses with the flags that they need or that show them.
// LABELS stands for the file of the arrangement.
var goldenFamily = []string{
	"contrastive --tau 0.1",
	"simple",
	"hard --tau 0.1 --topk 9",
	"hardsimple --alpha 0.25",
	"supcon --tau 0.1 --labels LABELS",
	"dcl --tau 0.1",
	"dclw --tau 0.1",
	"debiased --tau 0.1",
	"siglip --tau 0.1",
	"triplet",
	"macl --tau 0.1",
}

func familyNames() []string {
	var names []string
	for _, flags := range goldenFamily {
		names = append(names, strings.Fields(flags)[0])
	}
	return names
}

// lossCases are every loss in every arrangement with its gradients, and then
// every flag.
func lossCases() []goldenCase {
	var cases []goldenCase
	for _, a := range []struct{ name, labels, inputs string }{
		{"inbatch", "labels.npy", "--z0 z0.npy --z1 z1.npy --grad1 NAME-1.npy"},
		{"cross", "labels.npy", "--z0 z0.npy --z1 z1.npy --grad1 NAME-1.npy"},
		{"symmetric", "labels.npy", "--z0 z0.npy --z1 z1.npy --grad1 NAME-1.npy"},
		{"bank", "slots.npy", "--z0 z0.npy --bank bank.npy --index index.npy"},
	} {
		c := goldenCase{name: "loss-" + a.name, setup: matrices}
		for i, flags := range goldenFamily {
			names := strings.NewReplacer("NAME", familyNames()[i], "LABELS", a.labels)
			c.lines = append(c.lines, names.Replace("loss --loss "+flags+" --negatives "+a.name+" "+a.inputs+" --grad0 NAME-0.npy --json"))
		}
		cases = append(cases, c)
	}
	return append(cases, flagsCase, lossTextCase)
}

const (
	onPairs = " --z0 z0.npy --z1 z1.npy --json "
	onBank  = " --negatives bank --z0 z0.npy --bank bank.npy --index index.npy --json "
)

// flagsCase has every flag that the other cases leave at its default.
var flagsCase = goldenCase{name: "loss-flags", setup: matrices, lines: []string{
	"loss --loss simple --lambda 0.3" + onPairs + "--grad0 lambda.npy",
	"loss --loss supcon --tau 0.1 --tau-base 0.7 --labels labels.npy" + onPairs + "--grad0 tau-base.npy",
	"loss --loss supcon --tau 0.1 --labels labels.npy --z0 z0.npy --grad0 one-view.npy --json",
	"loss --loss supcon --tau 0.1 --labels lonely.npy --skip-lonely --z0 z0.npy --grad0 lonely-skipped.npy --json",
	"loss --loss dclw --tau 0.1 --sigma 0.2" + onPairs + "--grad0 sigma.npy",
	"loss --loss debiased --tau 0.1 --tau-plus 0.02 --beta 0.6" + onPairs + "--grad0 beta.npy",
	"loss --loss siglip --tau 0.1 --bias 0" + onPairs + "--grad0 bias.npy",
	"loss --loss macl --tau 0.1 --macl-alpha 0.9 --macl-target 0.2" + onPairs + "--grad0 macl.npy",
	"loss --loss contrastive --tau 0.1 --topk 4 --threads 1" + onPairs + "--grad0 topk.npy",
	"loss --loss dcl --tau 0.1 --alpha 0.25" + onPairs + "--grad0 alpha.npy",
	"loss --loss dcl --tau 0.1 --margin -0.2" + onPairs + "--grad0 margin.npy",
	"loss --loss hard --tau 0.1 --topk 2 --margin 0.1 --other-class --labels labels.npy" + onPairs + "--grad0 other-class.npy",
	"loss --loss contrastive --tau 0.1 --extra extra.npy" + onPairs + "--grad0 extra-0.npy --grad-extra extra-e.npy",
	"loss --loss siglip --tau 0.1 --extra extra.npy --negatives cross" + onPairs + "--grad0 cross-0.npy --grad-extra cross-e.npy",
	"loss --loss dcl --tau 0.1 --extra extra.npy --extra-shared --negatives inbatch" + onPairs + "--grad0 shared-0.npy --grad-extra shared-e.npy",
	"loss --loss hard --tau 0.1 --alpha 0.1 --extra extra.npy --extra-shared" + onBank + "--grad0 bank-0.npy --grad-extra bank-e.npy",
	"loss --loss supcon --tau 0.1 --topk 20 --labels slots.npy" + onBank + "--grad0 bank-supcon.npy",
	"loss --loss triplet --hinge 0.1 --margin 0.2 --other-class --labels slots.npy" + onBank + "--grad0 bank-triplet.npy",
	"loss --loss contrastive --tau 0.1 --normalized --z0 unit0.npy --z1 unit1.npy --repeat 2 --grad0 unit-0.npy --grad1 unit-1.npy --json",
	"loss --loss macl --tau 0.1 --normalized --negatives bank --z0 unit0.npy --bank unit1.npy --index index.npy --grad0 unit-bank.npy --json",
}}

// lossTextCase is what temper loss says to people: with and without a
// temperature, a bias and skipped anchors.
var lossTextCase = goldenCase{name: "loss-text", setup: matrices, lines: []string{
	"loss --tau 0.1 --z0 z0.npy --z1 z1.npy",
	"loss --loss triplet --negatives bank --z0 z0.npy --bank bank.npy --index index.npy",
	"loss --loss siglip --tau 0.1 --negatives symmetric --z0 z0.npy --z1 z1.npy",
	"loss --loss supcon --tau 0.1 --labels lonely.npy --skip-lonely --z0 z0.npy",
}}

// The shapes leave tails in every kernel and take more than one panel of anchors.
const goldenPairs, goldenBank, goldenDim = 70, 151, 37

// matrices writes inputs for every loss and arrangement into the working
// directory: rows of any length, unit rows, labels, and places in the bank.
func matrices(t *testing.T) {
	t.Helper()
	const d = goldenDim
	z0, z1 := drawRows(1, goldenPairs), drawRows(2, goldenPairs)
	for i := range z1 { // some pairs are alike, some less so than the hardest negatives
		z1[i] += float32(0.5 * float32(i/d%4) * z0[i]) // rounded: not fused on any machine
	}
	save(t, ".", "z0", d, z0...)
	save(t, ".", "z1", d, z1...)
	save(t, ".", "bank", d, drawRows(3, goldenBank)...)
	save(t, ".", "extra", d, drawRows(4, 2*goldenPairs)...)
	save(t, ".", "unit0", d, unitRows(5, goldenPairs)...)
	save(t, ".", "unit1", d, unitRows(6, goldenPairs)...)
	index, labels, lonely, own := make([]int, goldenPairs), drawInts(7, goldenPairs, 8), drawInts(8, goldenPairs, 8), make([]int, goldenPairs)
	for i := range index {
		index[i], own[i] = i*11%goldenPairs, i
	}
	lonely[3], lonely[50] = 20, 21
	saveInts(t, ".", "index", index...)
	saveInts(t, ".", "labels", labels...)
	saveInts(t, ".", "lonely", lonely...)
	saveInts(t, ".", "own", own...)
	saveInts(t, ".", "slots", drawInts(9, goldenBank, 8)...)
}

func drawRows(seed uint64, rows int) []float32 {
	r := portable.NewRand(seed)
	data := make([]float32, rows*goldenDim)
	for i := range data {
		data[i] = float32(r.Normal())
	}
	return data
}

// unitRows draws rows of length 1 to the bit: four values of ±½.
func unitRows(seed uint64, rows int) []float32 {
	r := portable.NewRand(seed)
	data := make([]float32, rows*goldenDim)
	for i := range rows {
		for _, at := range r.Perm(goldenDim)[:4] {
			data[i*goldenDim+at] = 0.5
			if r.Float64() < 0.5 {
				data[i*goldenDim+at] = -0.5
			}
		}
	}
	return data
}

func drawInts(seed uint64, n, below int) []int {
	r := portable.NewRand(seed)
	values := make([]int, n)
	for i := range values {
		values[i] = int(r.Float64() * float64(below))
	}
	return values
}

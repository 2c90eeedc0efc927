package bench

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	familyRows  = 4096
	familyWidth = 128
	familyTau   = 0.1
	familyPairs = 11 // timed in turn
)

// BenchmarkFamily times every loss of the family against Contrastive in the same
// arrangement, on one thread: τ = 0.1, 4,096 rows of 128 in batch (2,048 pairs), 4,096
// against 4,096 otherwise, a bank of 128 against 50,000. It reports the median of pairs
// that are timed in turn, and the fastest time. Run it with -benchtime 1x on an idle
// machine; all of it takes some minutes.
func BenchmarkFamily(b *testing.B) {
	inputs := drawFamily()
	for _, arrangement := range []string{"inbatch", "cross", "symmetric", "bank"} {
		for _, c := range familyCases() {
			b.Run(arrangement+"/"+c.name, func(b *testing.B) {
				p, peer := inputs.problem(arrangement), inputs.problem(arrangement)
				if c.change != nil {
					c.change(&p, inputs)
				}
				if arrangement == "symmetric" && p.Extra.Rows > 0 {
					b.Skip("extra negatives are of one direction")
				}
				against := loss.Loss(loss.Contrastive{Tau: familyTau})
				if c.without != nil {
					against = c.without
				}
				timeAgainst(b, c.loss, p, against, peer)
			})
		}
	}
}

// A familyCase is a loss of a problem, which change makes of the plain one.
type familyCase struct {
	name    string
	loss    loss.Loss
	change  func(p *loss.Problem, in *familyInputs)
	without loss.Loss // what it is compared with, if not with Contrastive
}

func familyCases() []familyCase {
	contrastive := loss.Contrastive{Tau: familyTau}
	siglip, reweighted := loss.SigLIP{Tau: familyTau, Bias: -10}, loss.Debiased{Tau: familyTau, TauPlus: 0.1, Beta: 1}
	margin := loss.Selection{Drop: loss.Above(0.1)}
	return []familyCase{
		{name: "macl", loss: loss.MACL{Tau: familyTau, Alpha: 0.1}},
		{name: "dcl", loss: loss.DCL{Tau: familyTau}},
		{name: "dclw", loss: loss.DCLW{Tau: familyTau, Sigma: 0.5}},
		{name: "debiased beta=0", loss: loss.Debiased{Tau: familyTau, TauPlus: 0.1}},
		{name: "debiased beta=1", loss: reweighted},
		{name: "siglip", loss: siglip},
		{name: "supcon 2 a class", loss: loss.SupCon{Tau: familyTau}, change: classesOf(2)},
		{name: "supcon 100 a class", loss: loss.SupCon{Tau: familyTau}, change: classesOf(100)},
		{name: "alignuniform", loss: loss.AlignUniform{Alpha: 2, T: 2, Lambda: 1}},
		{name: "triplet", loss: loss.Triplet{Hinge: 0.2}},
		{name: "extra shared 1", loss: contrastive, change: sharedExtra(1)},
		{name: "extra shared 64", loss: contrastive, change: sharedExtra(64)},
		{name: "extra own 1", loss: contrastive, change: ownExtra},
		{name: "margin", loss: loss.Over(contrastive, margin)},
		{name: "margin siglip", loss: loss.Over(siglip, margin), without: siglip},
		{name: "margin debiased beta=1", loss: loss.Over(reweighted, margin), without: reweighted},
		{name: "other class", loss: loss.Over(contrastive, loss.Selection{OtherClass: true}), change: classesOf(100)},
		{name: "hard 256", loss: loss.Over(contrastive, loss.Selection{K: 256})},
		{name: "simple extra", loss: loss.Simple{}, change: ownExtra},
		{name: "simple other class", loss: loss.Over(loss.Simple{}, loss.Selection{OtherClass: true}), change: classesOf(100)},
	}
}

// timeAgainst reports how many times as long l of p takes as other of q.
func timeAgainst(b *testing.B, l loss.Loss, p loss.Problem, other loss.Loss, q loss.Problem) {
	var w, peer loss.Workspace
	run := func(w *loss.Workspace, l loss.Loss, p loss.Problem) float64 {
		start := time.Now()
		if _, err := w.Compute(context.Background(), l, p); err != nil {
			b.Fatal(err)
		}
		return time.Since(start).Seconds()
	}
	run(&w, l, p)
	run(&peer, other, q)
	ratios, times := make([]float64, familyPairs), make([]float64, familyPairs)
	for b.Loop() {
		for i := range ratios {
			times[i] = run(&w, l, p)
			ratios[i] = times[i] / run(&peer, other, q)
		}
	}
	slices.Sort(ratios)
	b.ReportMetric(0, "ns/op") // of all the pairs: says nothing
	b.ReportMetric(ratios[familyPairs/2], "×")
	b.ReportMetric(1e3*slices.Min(times), "ms")
}

// familyInputs are rows for every arrangement.
type familyInputs struct {
	z0, z1, bank blas32.General
	extra        blas32.General // one for each anchor, if need be
	order        []int
}

func drawFamily() *familyInputs {
	r := portable.NewRand(1)
	draw := func(rows int) blas32.General {
		z := matrix.New(rows, familyWidth)
		for i := range z.Data {
			z.Data[i] = float32(r.Normal())
		}
		return z
	}
	in := &familyInputs{z0: draw(familyRows), z1: draw(familyRows), bank: draw(50_000), extra: draw(familyRows)}
	in.order = r.Perm(50_000)
	return in
}

func (in *familyInputs) problem(arrangement string) loss.Problem {
	half := familyRows / 2
	switch arrangement {
	case "inbatch":
		return loss.InBatch(matrix.Rows(in.z0, 0, half), matrix.Rows(in.z1, 0, half))
	case "cross":
		return loss.Cross(in.z0, in.z1)
	case "symmetric":
		return loss.Symmetric(in.z0, in.z1)
	}
	index := make([]int, 128)
	for i := range index {
		index[i] = 390 * i
	}
	return loss.Bank(matrix.Rows(in.z0, 0, len(index)), in.bank, index)
}

// labelled is the number of labels that a problem has, and rows that of rows for each.
func labelled(p *loss.Problem) (labels, rows int) {
	switch n := p.Anchors(); {
	case p.Candidates() > n:
		return p.Candidates(), 1
	case p.Pairs() < n:
		return p.Pairs(), 2
	default:
		return n, 1
	}
}

// classesOf gives a problem labels with so many rows a class, in no order.
func classesOf(rows int) func(p *loss.Problem, in *familyInputs) {
	return func(p *loss.Problem, in *familyInputs) {
		labels, each := labelled(p)
		p.Labels = make([]int, labels)
		for i, place := range in.order {
			if place < labels {
				p.Labels[place] = i * each / rows
			}
		}
	}
}

// sharedExtra gives all anchors so many extra negatives.
func sharedExtra(n int) func(p *loss.Problem, in *familyInputs) {
	return func(p *loss.Problem, in *familyInputs) {
		p.Extra, p.ExtraShared = matrix.Rows(in.extra, 0, n), true
	}
}

// ownExtra gives each pair an extra negative of its own.
func ownExtra(p *loss.Problem, in *familyInputs) {
	p.Extra = matrix.Rows(in.extra, 0, p.Pairs())
}

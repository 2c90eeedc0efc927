package main

import (
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/npy"
)

// family is a folder of inputs for every loss and arrangement, and the same in
// memory.
type family struct {
	dir, z0, z1, bank, index, labels, slots, extra string
	a, b, stored, hard                             blas32.General
	places, classes, own                           []int // of the anchors in the bank; of the bank; of the pairs
}

func newFamily(t *testing.T) *family {
	const pairs, bank, d = 6, 9, 5
	draw := func(seed uint64, rows int) blas32.General {
		r := portable.NewRand(seed)
		m := blas32.General{Rows: rows, Cols: d, Stride: d}
		for range rows * d {
			m.Data = append(m.Data, float32(r.Normal()))
		}
		return m
	}
	f := &family{dir: t.TempDir(), a: draw(1, pairs), b: draw(2, pairs), stored: draw(3, bank), hard: draw(4, 2*pairs)}
	f.places, f.classes = []int{4, 8, 0, 2, 3, 7}, []int{5, 5, 7, 7, 5, 9, 9, 9, 7}
	f.own = []int{1, 0, 1, 2, 0, 2}
	for _, m := range []struct {
		path *string
		name string
		m    blas32.General
	}{{&f.z0, "z0", f.a}, {&f.z1, "z1", f.b}, {&f.bank, "bank", f.stored}, {&f.extra, "extra", f.hard}} {
		*m.path = save(t, f.dir, m.name, d, m.m.Data...)
	}
	f.index, f.slots = saveInts(t, f.dir, "index", f.places...), saveInts(t, f.dir, "slots", f.classes...)
	f.labels = saveInts(t, f.dir, "labels", f.own...)
	return f
}

func (f *family) pairs(more ...string) []string {
	return append([]string{"--z0", f.z0, "--z1", f.z1}, more...)
}

// sameResult runs temper loss and compares what it prints and writes with res.
func (f *family) sameResult(t *testing.T, name string, res loss.Result, args ...string) {
	t.Helper()
	g0, ge := filepath.Join(f.dir, "g0.npy"), filepath.Join(f.dir, "ge.npy")
	args = append([]string{"loss", "--json", "--loss", name, "--grad0", g0}, args...)
	if res.GradExtra.Rows > 0 {
		args = append(args, "--grad-extra", ge)
	}
	stdout, _ := succeed(t, args...)
	o := object(t, stdout)
	want := map[string]any{
		"loss": res.Loss, "negatives": float64(res.Negatives), "skipped": float64(res.Skipped),
		"anchors": float64(len(res.PerAnchor)), "tau": res.Tau, "grad_log_scale": res.Scalars.LogScale, "grad_bias": nil,
	}
	if name == "siglip" {
		want["grad_bias"] = res.Scalars.Bias
	}
	if res.Tau == 0 {
		want["tau"], want["grad_log_scale"] = nil, nil
	}
	for key, v := range want {
		if o[key] != v {
			t.Errorf("%v: %s = %v, want %v", args, key, o[key], v)
		}
	}
	for path, grad := range map[string]blas32.General{g0: res.Grads[0], ge: res.GradExtra} {
		if grad.Rows == 0 {
			continue
		}
		if m, err := npy.ReadFloat32(path); err != nil || !slices.Equal(m.Data, grad.Data[:len(m.Data)]) || m.Rows != grad.Rows {
			t.Errorf("%v: %s differs, %v", args, path, err)
		}
	}
}

// compute is what package loss makes of a problem.
func compute(t *testing.T, l loss.Loss, p loss.Problem) loss.Result {
	t.Helper()
	res, err := loss.Compute(l, p)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Every loss and every flag gives the numbers of package loss, to the bit.
func TestLossFamily(t *testing.T) {
	f := newFamily(t)
	labelled := []string{"--labels", f.labels}
	contrastive, dcl := loss.Contrastive{Tau: 0.1}, loss.DCL{Tau: 0.1}
	p := loss.InBatch(f.a, f.b)
	p.Labels = f.own
	for _, c := range []struct {
		name string
		l    loss.Loss
		args []string
	}{
		{"contrastive", contrastive, nil},
		{"simple", loss.Simple{Lambda: 0.3}, []string{"--lambda", "0.3"}},
		{"hard", loss.Over(contrastive, loss.Selection{K: 3}), []string{"--topk", "3"}},
		{"hardsimple", loss.Over(loss.Simple{}, loss.Selection{Alpha: 0.5}), []string{"--alpha", "0.5"}},
		{"supcon", loss.SupCon{Tau: 0.1}, labelled},
		{"supcon", loss.SupCon{Tau: 0.1, TauBase: 0.7}, append([]string{"--tau-base", "0.7"}, labelled...)},
		{"dcl", dcl, nil},
		{"dclw", loss.DCLW{Tau: 0.1, Sigma: 0.5}, nil},
		{"dclw", loss.DCLW{Tau: 0.1, Sigma: 0.2}, []string{"--sigma", "0.2"}},
		{"debiased", loss.Debiased{Tau: 0.1, TauPlus: 0.1}, nil},
		{"debiased", loss.Debiased{Tau: 0.1, TauPlus: 0.05, Beta: 0.6}, []string{"--tau-plus", "0.05", "--beta", "0.6"}},
		{"siglip", loss.SigLIP{Tau: 0.1, Bias: -10}, nil},
		{"siglip", loss.SigLIP{Tau: 0.1, Bias: 0}, []string{"--bias", "0"}},
		{"triplet", loss.Triplet{}, nil},
		{"macl", loss.MACL{Tau: 0.1, Alpha: 0.5}, nil},
		{"macl", loss.MACL{Tau: 0.1, Alpha: 0.9, Target: 0.2}, []string{"--macl-alpha", "0.9", "--macl-target", "0.2"}},
		{"contrastive", loss.Over(contrastive, loss.Selection{K: 4}), []string{"--topk", "4"}},
		{"dcl", loss.Over(dcl, loss.Selection{Alpha: 0.25}), []string{"--alpha", "0.25"}},
		{"dcl", loss.Over(dcl, loss.Selection{Drop: loss.Above(0)}), []string{"--margin", "0"}},
		{"dcl", loss.Over(dcl, loss.Selection{Drop: loss.Above(-0.7)}), []string{"--margin", "-0.7"}},
		{"hard", loss.Over(contrastive, loss.Selection{K: 2, Drop: loss.Above(0.1), OtherClass: true}),
			append([]string{"--topk", "2", "--margin", "0.1", "--other-class"}, labelled...)},
	} {
		args := f.pairs(c.args...)
		if loss.Get(c.l, "tau") != nil {
			args = append(args, "--tau", "0.1")
		}
		res := compute(t, c.l, p)
		if loss.Get(c.l, "margin") == -0.7 && res.Skipped == 0 {
			t.Error("no anchor is skipped: the margin is no test")
		}
		f.sameResult(t, c.name, res, args...)
	}
}

// So do all arrangements, with labels and extra negatives.
func TestLossFamilyArrangements(t *testing.T) {
	f := newFamily(t)
	labelled := func(p loss.Problem, labels []int) loss.Problem {
		p.Labels = labels
		return p
	}
	f.sameResult(t, "siglip", compute(t, loss.SigLIP{Tau: 0.1, Bias: -10}, loss.Symmetric(f.a, f.b)), f.pairs("--tau", "0.1", "--negatives", "symmetric")...)

	oneView := compute(t, loss.SupCon{Tau: 0.2}, labelled(loss.Views(f.a, 0), f.own))
	f.sameResult(t, "supcon", oneView, "--tau", "0.2", "--z0", f.z0, "--labels", f.labels)
	lonely := []int{1, 0, 1, 2, 0, 3}
	skipping := compute(t, loss.SupCon{Tau: 0.2, SkipLonely: true}, labelled(loss.Views(f.a, 0), lonely))
	if skipping.Skipped != 2 {
		t.Errorf("%d skipped, want the two lonely ones", skipping.Skipped)
	}
	f.sameResult(t, "supcon", skipping, "--tau", "0.2", "--z0", f.z0, "--skip-lonely", "--labels", saveInts(t, f.dir, "lonely", lonely...))

	inBank := compute(t, loss.SupCon{Tau: 0.2}, labelled(loss.Bank(f.a, f.stored, f.places), f.classes))
	f.sameResult(t, "supcon", inBank, "--tau", "0.2", "--negatives", "bank", "--z0", f.z0, "--bank", f.bank, "--index", f.index, "--labels", f.slots)

	cross, inBatch := loss.Cross(f.a, f.b), loss.InBatch(f.a, f.b)
	cross.Extra, inBatch.Extra, inBatch.ExtraShared = f.hard, f.hard, true
	f.sameResult(t, "dcl", compute(t, loss.DCL{Tau: 0.1}, cross), f.pairs("--tau", "0.1", "--negatives", "cross", "--extra", f.extra)...)
	f.sameResult(t, "dcl", compute(t, loss.DCL{Tau: 0.1}, inBatch), f.pairs("--tau", "0.1", "--extra", f.extra, "--extra-shared")...)
}

func TestLossFamilyRefuses(t *testing.T) {
	f := newFamily(t)
	out := filepath.Join(f.dir, "out.npy")
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{2, "--loss contrastive takes no --tau-base", f.pairs("--tau", "1", "--tau-base", "1")},
		{2, "--loss contrastive takes no --skip-lonely", f.pairs("--tau", "1", "--skip-lonely")},
		{2, "--loss dcl takes no --sigma", f.pairs("--loss", "dcl", "--tau", "1", "--sigma", "1")},
		{2, "--loss dcl takes no --tau-plus", f.pairs("--loss", "dcl", "--tau", "1", "--tau-plus", "0.1")},
		{2, "--loss dcl takes no --beta", f.pairs("--loss", "dcl", "--tau", "1", "--beta", "1")},
		{2, "--loss dcl takes no --bias", f.pairs("--loss", "dcl", "--tau", "1", "--bias", "1")},
		{2, "--loss siglip takes no --macl-alpha", f.pairs("--loss", "siglip", "--tau", "1", "--macl-alpha", "1")},
		{2, "--loss siglip takes no --macl-target", f.pairs("--loss", "siglip", "--tau", "1", "--macl-target", "1")},
		{2, "--loss contrastive without --other-class takes no --labels", f.pairs("--tau", "1", "--labels", f.labels)},
		{2, "--negatives symmetric takes no --extra: take the mean", f.pairs("--tau", "1", "--negatives", "symmetric", "--extra", f.extra)},
		{2, "--extra-shared needs --extra", f.pairs("--tau", "1", "--extra-shared")},
		{2, "--grad-extra needs --extra", f.pairs("--tau", "1", "--grad-extra", out)},
		{2, "--negatives inbatch without --z1 takes no --grad1", []string{"--loss", "supcon", "--tau", "1", "--z0", f.z0, "--labels", f.labels, "--grad1", out}},

		{2, "--loss macl needs --tau", f.pairs("--loss", "macl")},
		{2, "--loss hardsimple needs --topk or --alpha", f.pairs("--loss", "hardsimple")},
		{2, "--loss supcon needs --labels", f.pairs("--loss", "supcon", "--tau", "1")},
		{2, "--other-class needs --labels", f.pairs("--tau", "1", "--other-class")},
		{2, "--negatives cross needs --z1", []string{"--loss", "supcon", "--tau", "1", "--z0", f.z0, "--negatives", "cross", "--labels", f.labels}},

		{1, "sigma = 0, must lie in", f.pairs("--loss", "dclw", "--tau", "1", "--sigma", "0")},
		{1, "tau_plus = 1", f.pairs("--loss", "debiased", "--tau", "1", "--tau-plus", "1")},
		{1, "beta = -1", f.pairs("--loss", "debiased", "--tau", "1", "--beta", "-1")},
		{1, "margin = +Inf", f.pairs("--tau", "1", "--margin", "inf")},
		{1, "bias = NaN", f.pairs("--loss", "siglip", "--tau", "1", "--bias", "nan")},
		{1, "9 labels, want 6", f.pairs("--loss", "supcon", "--tau", "1", "--labels", f.slots)},
		{1, "no other row has its label", []string{"--loss", "supcon", "--tau", "1", "--z0", f.z0, "--labels", saveInts(t, f.dir, "own", 1, 2, 3, 4, 5, 5)}},
		{1, "every anchor is skipped", f.pairs("--tau", "1", "--margin", "-3")},
		{1, "extra has 9 rows, must be a multiple of the 6 pairs", f.pairs("--tau", "1", "--extra", f.bank)},
		{1, "extra.npy: named twice", f.pairs("--tau", "1", "--extra", f.extra, "--grad-extra", f.extra)},
		{1, "labels.npy: named twice", f.pairs("--loss", "supcon", "--tau", "1", "--labels", f.labels, "--grad0", f.labels)},
		{1, "z0.npy: float32 of shape (6, 5), want integers in one dimension", f.pairs("--loss", "supcon", "--tau", "1", "--labels", f.z0)},
	} {
		fail(t, c.status, c.want, append([]string{"loss"}, c.args...)...)
	}
}

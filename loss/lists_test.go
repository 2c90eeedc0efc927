package loss

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// sameResult compares results with a tolerance for sums in another order.
func sameResult(t *testing.T, name string, got, want Result) {
	t.Helper()
	if e := relative(got.Loss, want.Loss); e > 1e-6 {
		t.Errorf("%s: loss %v, want %v", name, got.Loss, want.Loss)
	}
	if got.Skipped != want.Skipped || len(got.PerAnchor) != len(want.PerAnchor) {
		t.Errorf("%s: %d of %d anchors skipped, want %d of %d", name, got.Skipped, len(got.PerAnchor), want.Skipped, len(want.PerAnchor))
	}
	if e := gradientError(widen(got.Grads...), widen(want.Grads...)); e > 3e-6 {
		t.Errorf("%s: gradient off by %.2g", name, e)
	}
	if e := relative(got.Scalars.LogScale, want.Scalars.LogScale); e > 1e-5 {
		t.Errorf("%s: log scale %v, want %v", name, got.Scalars.LogScale, want.Scalars.LogScale)
	}
}

// listsOf are lists of the candidates that belong to each anchor.
func listsOf(anchors, candidates int, belongs func(i, j int) bool) (l Lists) {
	l.Starts = []int{0}
	for i := range anchors {
		for j := range candidates {
			if belongs(i, j) {
				l.Items = append(l.Items, j)
			}
		}
		l.Starts = append(l.Starts, len(l.Items))
	}
	return l
}

// listed are losses that whole rows of any kind can be tried on.
func listedLosses() []Loss {
	return []Loss{
		Contrastive{0.2}, DCLW{0.2, 0.5}, Debiased{0.3, 0.1, 0}, Debiased{0.3, 0.1, 1}, SigLIP{0.2, -3}, MACL{0.2, 0.5, 0},
		AlignUniform{2, 2, 1}, Triplet{Hinge: 0.3}, Triplet{Hinge: 0.3, Mean: true}, Simple{},
		Over(Contrastive{0.2}, Selection{K: 5, Drop: Above(0.2)}),
	}
}

// TestAgainstIsCross where every anchor has a candidate of its own.
func TestAgainstIsCross(t *testing.T) {
	const b = 21
	z0, z1 := pairs(71, b, 9, 0.6)
	index := make([]int, b)
	for i := range index {
		index[i] = i
	}
	for _, l := range listedLosses() {
		sameResult(t, Name(l), mustWork(t, new(Workspace), l, Against(z0, z1, index)), mustWork(t, new(Workspace), l, Cross(z0, z1)))
	}
}

// TestExcludedAreOtherClasses excludes what a selection of other classes drops.
func TestExcludedAreOtherClasses(t *testing.T) {
	const b = 20
	z0, z1 := pairs(72, b, 9, 0.6)
	y := make([]int, b)
	for i := range y {
		y[i] = i * i % 7
	}
	for _, l := range listedLosses() {
		other := Over(l, Selection{OtherClass: true})
		for name, make := range map[string]func(blas32.General, blas32.General) Problem{"inbatch": InBatch, "cross": Cross, "symmetric": Symmetric} {
			p := make(z0, z1)
			n := b
			if name == "inbatch" {
				n = 2 * b
			}
			q := p
			q.Labels = y
			p.Excluded = listsOf(n, n, func(i, j int) bool { return y[i%b] == y[j%b] })
			sameResult(t, name+" "+Name(l), mustWork(t, new(Workspace), l, p), mustWork(t, new(Workspace), other, q))
		}
	}
}

// TestPositivesAreClasses lists the positives that SupCon finds by class.
func TestPositivesAreClasses(t *testing.T) {
	const b = 20
	z0, z1 := pairs(73, b, 9, 0.6)
	y := make([]int, b)
	for i := range y {
		y[i] = i * i % 7
	}
	same := func(i, j int) bool { return y[i%b] == y[j%b] }
	l := SupCon{Tau: 0.2}
	cross := Cross(z0, z1)
	cross.Labels = y
	listed := Against(z0, z1, nil)
	listed.Positives = listsOf(b, b, same)
	sameResult(t, "cross", mustWork(t, new(Workspace), l, listed), mustWork(t, new(Workspace), l, cross))
	both, byLists := InBatch(z0, z1), InBatch(z0, z1)
	both.Labels = y
	byLists.Positives = listsOf(2*b, 2*b, same)
	sameResult(t, "inbatch", mustWork(t, new(Workspace), l, byLists), mustWork(t, new(Workspace), l, both))
}

// TestRangesAddUp takes the rows of a batch for anchors a few at a time: the losses are
// the anchors' own, and the gradients add up.
func TestRangesAddUp(t *testing.T) {
	const b = 15
	z0, z1 := pairs(74, b, 9, 0.6)
	z := matrix.New(2*b, 9)
	copy(z.Data, z0.Data)
	copy(z.Data[b*9:], z1.Data)
	extra := unitMatrix(75, b, 9)
	for _, l := range listedLosses() {
		if Name(l) == "macl" || Name(l) == "dclw" || Name(l) == "alignuniform" {
			continue // all anchors together decide
		}
		p := Views(z, b)
		p.Extra = extra
		want := mustWork(t, new(Workspace), l, p)
		var sum, byExtra [][]float64
		var loss, scale float64
		for _, bounds := range [][2]int{{0, 4}, {4, 17}, {17, 18}, {18, 2 * b}} {
			p.First, p.Last = bounds[0], bounds[1]
			part := mustWork(t, new(Workspace), l, p)
			share := float64(p.Last-p.First) / (2 * b)
			loss += share * part.Loss
			scale += share * part.Scalars.LogScale
			sum = addScaled(sum, widen(part.Grads...), share)
			byExtra = addScaled(byExtra, widen(part.GradExtra), share)
		}
		if e := relative(loss, want.Loss); e > 1e-6 {
			t.Errorf("%s: loss %v, want %v", Name(l), loss, want.Loss)
		}
		if e := gradientError(append(sum, byExtra...), widen(append(want.Grads, want.GradExtra)...)); e > 3e-6 {
			t.Errorf("%s: gradient off by %.2g", Name(l), e)
		}
		if e := relative(scale, want.Scalars.LogScale); e > 1e-5 {
			t.Errorf("%s: log scale %v, want %v", Name(l), scale, want.Scalars.LogScale)
		}
	}
}

func addScaled(sum, x [][]float64, by float64) [][]float64 {
	if sum == nil {
		sum = zeros(len(x), len(x[0]))
	}
	for i := range x {
		for k, v := range x[i] {
			sum[i][k] += by * v
		}
	}
	return sum
}

func TestBadLists(t *testing.T) {
	z0, z1 := pairs(76, 4, 3, 0)
	for words, change := range map[string]func(p *Problem){
		"excluded: 3 starts of lists for 4":      func(p *Problem) { p.Excluded = Lists{Starts: []int{0, 0, 0}} },
		"excluded: list 2 starts at 0":           func(p *Problem) { p.Excluded = Lists{Starts: []int{0, 1, 0, 1, 1}, Items: []int{0}} },
		"excluded: list 4 starts at 9":           func(p *Problem) { p.Excluded = Lists{Starts: []int{0, 0, 0, 0, 9}, Items: []int{0}} },
		"excluded: list 0 starts at 1":           func(p *Problem) { p.Excluded = Lists{Starts: []int{1, 1, 1, 1, 1}, Items: []int{0}} },
		"excluded of anchor 1: candidate 4":      func(p *Problem) { p.Excluded = Lists{Starts: []int{0, 0, 1, 1, 1}, Items: []int{4}} },
		"excluded of anchor 1: candidate -1":     func(p *Problem) { p.Excluded = Lists{Starts: []int{0, 0, 1, 1, 1}, Items: []int{-1}} },
		"positives are listed, and the loss has": func(p *Problem) { p.Positives = Lists{Starts: []int{0, 0, 0, 0, 0}} },
		"from First up to Last belong":           func(p *Problem) { p.First, p.Last = 1, 2 },
	} {
		p := Cross(z0, z1)
		change(&p)
		_, err := Compute(Contrastive{1}, p)
		wantError(t, words, err, words)
	}
	for _, bounds := range [][2]int{{-1, 2}, {3, 3}, {0, 9}, {5, 0}} {
		p := InBatch(z0, z1)
		p.First, p.Last = bounds[0], bounds[1]
		_, err := Compute(Contrastive{1}, p)
		wantError(t, "range", err, "of 8")
	}
}

// TestExcludedFromBank excludes slots of a bank, some twice, some that are the anchor's
// positive or of its class and no negatives anyway, and all of one anchor: the loss and the
// gradient are those of candidates with gradients, which another engine makes.
func TestExcludedFromBank(t *testing.T) {
	const m, n = 21, 300
	z, stored := unitMatrix(91, m, 9), unitMatrix(92, n, 9)
	index, labels := make([]int, m), make([]int, n)
	for i := range index {
		index[i] = i * 13 % n
	}
	for j := range labels {
		labels[j] = j % 3
	}
	out := Lists{Starts: []int{0}}
	for i := range m {
		for j := range n {
			if i == 4 && j != index[i] || (i+j)%7 == 0 {
				out.Items = append(out.Items, j)
			}
		}
		out.Items = append(out.Items, index[i], (7*n-i)%7, (7*n-i)%7)
		out.Starts = append(out.Starts, len(out.Items))
	}
	for _, l := range listedLosses() {
		for _, keep := range []Selection{{}, {OtherClass: true}, {Drop: Above(0.1)}, {OtherClass: true, Drop: Above(0)}, {K: 5}} {
			if MemberOf(l).Hardest {
				continue // has a selection of its own
			}
			l := Over(l, keep)
			bank, against := Bank(z, stored, index), Against(z, stored, index)
			bank.Excluded, against.Excluded = out, out
			bank.Labels, against.Labels = labels, labels
			got, want := mustWork(t, &Workspace{Threads: 2}, l, bank), mustWork(t, new(Workspace), l, against)
			if got.Skipped != want.Skipped || relative(got.Loss, want.Loss) > 1e-6 {
				t.Errorf("%s %+v: loss %v with %d skipped, want %v with %d", Name(l), keep, got.Loss, got.Skipped, want.Loss, want.Skipped)
			}
			for k, g := range want.Grads[0].Data {
				if math.Abs(float64(got.Grads[0].Data[k]-g)) > 2e-6 {
					t.Errorf("%s %+v: gradient %d is %v, want %v", Name(l), keep, k, got.Grads[0].Data[k], g)
					break
				}
			}
		}
	}
}

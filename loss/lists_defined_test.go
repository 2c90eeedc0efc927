package loss

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// A listedCase is a problem whose relations are listed, or ranges, with the directions
// that define it.
type listedCase struct {
	name       string
	p          Problem
	z0, z1     blas32.General
	directions []relating
	several    bool // anchors have several positives, or none
}

// relations are random ones: about two in ten candidates are excluded, and about one in
// ten positives where there may be several.
func relations(seed uint64, anchors, candidates int, several bool, pair func(i int) int) [][]relation {
	rng := portable.NewRand(seed)
	all := make([][]relation, anchors)
	for i := range all {
		all[i] = make([]relation, candidates)
		for j := range all[i] {
			switch at := rng.IntN(10); {
			case several && at == 0 || !several && j == pair(i):
				all[i][j] = positive
			case at > 2:
				all[i][j] = negative
			}
		}
	}
	return all
}

func listsOfRelations(all [][]relation, what relation) Lists {
	return listsOf(len(all), len(all[0]), func(i, j int) bool { return all[i][j] == what })
}

// listedCases are problems of every arrangement that has lists or ranges.
func listedCases() (cases []listedCase) {
	const m, n, d = 13, 29, 7
	few, many := unitMatrix(101, m, d), unitMatrix(102, n, d)
	other := unitMatrix(103, m, d)
	index := make([]int, m)
	for i := range index {
		index[i] = i * 5 % 11 // some candidates are the positives of two anchors
	}
	given := func(i int) int { return index[i] }
	same := func(i int) int { return i }
	for _, several := range []bool{false, true} {
		uneven := relations(104, m, n, several, given)
		square := relations(105, m, m, several, same)
		turned := make([][]relation, m)
		for j := range turned {
			turned[j] = make([]relation, m)
			for i := range square {
				turned[j][i] = square[i][j]
			}
		}
		there := relating{direction{span(0, m), span(m, m+n), given}, func(i, j int) relation { return uneven[i][j] }}
		across := relating{direction{span(0, m), span(m, 2*m), same}, func(i, j int) relation { return square[i][j] }}
		back := relating{direction{span(m, 2*m), span(0, m), same}, func(i, j int) relation { return turned[i][j] }}
		cases = append(cases,
			listedCase{"against", listing(Against(few, many, index), uneven, several), few, many, []relating{there}, several},
			listedCase{"bank", listing(Bank(few, many, index), uneven, several), few, many, []relating{there}, several},
			listedCase{"cross", listing(Cross(few, other), square, several), few, other, []relating{across}, several},
			listedCase{"symmetric", listing(Symmetric(few, other), square, several), few, other, []relating{across, back}, several},
			rangeCase(few, other, several, 0, 2*m), rangeCase(few, other, several, 9, 17))
	}
	return cases
}

// listing is a problem with the relations listed.
func listing(p Problem, all [][]relation, several bool) Problem {
	if several {
		p.Positives = listsOfRelations(all, positive)
	}
	p.Excluded = listsOfRelations(all, nothing)
	return p
}

// rangeCase has some of the rows of a batch for anchors, with lists.
func rangeCase(z0, z1 blas32.General, several bool, first, last int) listedCase {
	n := 2 * z0.Rows
	pair := func(i int) int { return (first + i + z0.Rows) % n }
	all := relations(106, last-first, n, several, pair)
	for i := range all {
		all[i][first+i] = nothing
	}
	p := listing(InBatch(z0, z1), all, several)
	p.First, p.Last = first, last
	dir := relating{direction{span(first, last), span(0, n), pair}, func(i, j int) relation { return all[i][j] }}
	return listedCase{"range", p, z0, z1, []relating{dir}, several}
}

// TestListsAreDefined compares problems with lists with the losses' definitions.
func TestListsAreDefined(t *testing.T) {
	for _, c := range listedCases() {
		losses := []Loss{DCL{Tau: 0.3}, DCLW{Tau: 0.3, Sigma: 0.4}, SigLIP{Tau: 0.3, Bias: -2}, Debiased{Tau: 0.5, TauPlus: 0.01}, Debiased{Tau: 0.5, TauPlus: 0.01, Beta: 1}, DCL{Tau: 0.02}}
		if c.several {
			losses = []Loss{SupCon{Tau: 0.3, SkipLonely: true}, SupCon{Tau: 0.02, TauBase: 0.07, SkipLonely: true}}
		}
		for _, l := range losses {
			checkListed(t, c, l)
		}
	}
}

func checkListed(t *testing.T, c listedCase, l Loss) {
	t.Helper()
	want := defineBy(l, c.directions, c.z0, c.z1, c.name == "bank")
	res := mustWork(t, &Workspace{Threads: 2}, l, c.p)
	name := label(c.name, l, c.several, len(want.perAnchor))
	tolerance := 3e-6 + 6e-7/Get(l, "tau").(float64)
	if e := relative(res.Loss, want.loss); !(e <= tolerance) {
		t.Errorf("%s: loss %v, want %v", name, res.Loss, want.loss)
	}
	skipped := 0
	for i, v := range want.perAnchor {
		if math.IsNaN(v) {
			skipped++
		}
		if math.IsNaN(v) != math.IsNaN(res.PerAnchor[i]) || relative(res.PerAnchor[i], v) > 10*tolerance {
			t.Errorf("%s: anchor %d has the loss %v, want %v", name, i, res.PerAnchor[i], v)
		}
	}
	if res.Skipped != skipped {
		t.Errorf("%s: %d anchors skipped, want %d", name, res.Skipped, skipped)
	}
	if e := gradientError(resultGradient(res, c.z1.Rows), want.grad); !(e <= tolerance) {
		t.Errorf("%s: gradient off by %.2g", name, e)
	}
}

// TestListsStickNot to the workspace.
func TestListsStickNot(t *testing.T) {
	var w Workspace
	for _, c := range listedCases() {
		plain := c.p
		plain.Positives, plain.Excluded, plain.First, plain.Last = Lists{}, Lists{}, 0, 0
		l := Loss(DCL{Tau: 0.3})
		want := digest(mustWork(t, new(Workspace), l, plain))
		if c.several {
			mustWork(t, &w, SupCon{Tau: 0.3, SkipLonely: true}, c.p)
		} else {
			mustWork(t, &w, l, c.p)
		}
		if got := digest(mustWork(t, &w, l, plain)); got != want {
			t.Errorf("%s: other bits after a problem with lists", c.name)
		}
	}
}

// TestListsTwice of the same candidate, of an anchor itself and of its positive among
// what is excluded say nothing more.
func TestListsTwice(t *testing.T) {
	const b = 6
	z0, z1 := unitMatrix(107, b, 4), unitMatrix(108, b, 4)
	for _, l := range []Loss{DCL{Tau: 0.3}, SigLIP{Tau: 0.3}, Simple{}, Triplet{Hinge: 0.2}} {
		p, q := InBatch(z0, z1), InBatch(z0, z1)
		p.Excluded = listsOf(2*b, 2*b, func(i, j int) bool { return i == 1 && j == 4 })
		q.Excluded = Lists{Starts: []int{0, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, Items: []int{0, 4, 1, 4, 1 + b}}
		if digest(mustWork(t, new(Workspace), l, p)) != digest(mustWork(t, new(Workspace), l, q)) {
			t.Errorf("%s: other bits", Name(l))
		}
	}
	p, q := Against(z0, z1, nil), Against(z0, z1, nil)
	p.Positives = listsOf(b, b, func(i, j int) bool { return j == i || j == i+1 })
	for i := range b {
		q.Positives.Starts = append(q.Positives.Starts, len(q.Positives.Items))
		q.Positives.Items = append(q.Positives.Items, p.Positives.Items[p.Positives.Starts[i]:p.Positives.Starts[i+1]]...)
		q.Positives.Items = append(q.Positives.Items, i)
	}
	q.Positives.Starts = append(q.Positives.Starts, len(q.Positives.Items))
	l := SupCon{Tau: 0.3}
	if digest(mustWork(t, new(Workspace), l, p)) != digest(mustWork(t, new(Workspace), l, q)) {
		t.Error("positives that are listed twice count twice")
	}
}

// TestSizesOfProblems are those that lists are asked for.
func TestSizesOfProblems(t *testing.T) {
	z, bank := matrix.New(6, 2), matrix.New(9, 2)
	ranged := InBatch(z, z)
	ranged.First, ranged.Last = 2, 5
	for name, c := range map[string]struct {
		p                   Problem
		anchors, candidates int
	}{
		"inbatch": {InBatch(z, z), 12, 12}, "views": {Views(z, 3), 6, 6}, "cross": {Cross(z, z), 6, 6}, "symmetric": {Symmetric(z, z), 6, 6},
		"against": {Against(z, bank, nil), 6, 9}, "bank": {Bank(z, bank, nil), 6, 9}, "range": {ranged, 3, 12},
	} {
		if m, n := c.p.Anchors(), c.p.Candidates(); m != c.anchors || n != c.candidates {
			t.Errorf("%s: %d anchors and %d candidates, want %d and %d", name, m, n, c.anchors, c.candidates)
		}
	}
}

// TestPositivesThatCannotBe listed.
func TestPositivesThatCannotBe(t *testing.T) {
	z0, z1 := pairs(109, 4, 3, 0)
	l := SupCon{Tau: 0.3}
	p := Against(z0, z1, nil)
	p.Positives = listsOf(4, 4, func(i, j int) bool { return j == i })
	_, err := Compute(Over(l, Selection{OtherClass: true}), p)
	wantError(t, "other classes", err, "other classes")
	p.Positives.Items[2] = 4
	_, err = Compute(l, p)
	wantError(t, "beyond", err, "positives of anchor 2", "candidate 4")
	_, err = Compute(Contrastive{Tau: 1}, p)
	wantError(t, "one positive", err, "positives are listed")
	_, err = Compute(l, Against(z0, z1, nil))
	wantError(t, "no positives", err, "index has 0 entries")
	p.Positives = listsOf(4, 4, func(i, j int) bool { return j == i && i != 2 })
	_, err = Compute(l, p)
	wantError(t, "an empty list", err, "anchor 2 has no positive", "empty")
	p.Positives = listsOf(4, 4, func(_, _ int) bool { return false })
	if _, err = Compute(SupCon{Tau: 0.3, SkipLonely: true}, p); err != ErrNoAnchors {
		t.Errorf("empty lists: error %v, want ErrNoAnchors", err)
	}
}

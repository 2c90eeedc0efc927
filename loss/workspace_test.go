package loss

import (
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// TestResultOfWorkspaceIsOverwritten by its next call, and that of Compute by none.
func TestResultOfWorkspaceIsOverwritten(t *testing.T) {
	z0, z1 := pairs(31, 9, 5, 0)
	first, second := Contrastive{Tau: 0.1}, Contrastive{Tau: 0.5}
	for _, arrangement := range arrangements {
		p := problemOf(arrangement, z0, z1, reversed(9))
		var w Workspace
		ofWorkspace := mustWork(t, &w, first, p)
		want := digest(ofWorkspace)
		mustWork(t, &w, second, p)
		if digest(ofWorkspace) == want {
			t.Errorf("%s: the next call has other memory", arrangement)
		}
		own, err := Compute(first, p)
		if got := digest(mustHave(t, own, err)); got != want {
			t.Errorf("%s: Compute gives other bits than a Workspace", arrangement)
		}
		_, err = Compute(second, p)
		if got := digest(mustHave(t, own, err)); got != want {
			t.Errorf("%s: another call has overwritten a result of Compute", arrangement)
		}
	}
}

// TestNothingOfAProblemSticks to the workspace that has solved it: classes, extra
// negatives and unit rows belong to one problem.
func TestNothingOfAProblemSticks(t *testing.T) {
	const b = 12
	z0, z1 := unitMatrix(32, b, 6), unitMatrix(33, b, 6)
	for _, arrangement := range withExtras {
		plain := problemOf(arrangement, z0, z1, reversed(b))
		var fresh Workspace
		want := digest(mustWork(t, &fresh, DCL{Tau: 0.2}, plain))
		var w Workspace
		for name, change := range map[string]func(p *Problem){
			"labels": func(p *Problem) { p.Labels = make([]int, b) },
			"extra":  func(p *Problem) { p.Extra = normal(portable.NewRand(34), 2*b, 6) },
			"shared": func(p *Problem) { p.Extra, p.ExtraShared = normal(portable.NewRand(34), 5, 6), true },
			"unit":   func(p *Problem) { p.Unit = true },
			"all": func(p *Problem) {
				p.Labels, p.Extra, p.ExtraShared, p.Unit = make([]int, b), unitMatrix(35, 3, 6), true, true
			},
		} {
			p := plain
			change(&p)
			mustWork(t, &w, DCL{Tau: 0.2}, p)
			res := mustWork(t, &w, DCL{Tau: 0.2}, plain)
			if got := digest(res); got != want || res.GradExtra.Rows != 0 {
				t.Errorf("%s: other bits after a problem with %s", arrangement, name)
			}
			if plain.Labels != nil || plain.Extra.Rows != 0 || plain.Unit {
				t.Fatalf("%s, %s: the problem itself has changed", arrangement, name)
			}
		}
	}
}

// TestLabelsAreAskedForAgain though the call before had some.
func TestLabelsAreAskedForAgain(t *testing.T) {
	z0, z1 := pairs(36, 6, 4, 0)
	var w Workspace
	labelled := InBatch(z0, z1)
	labelled.Labels = []int{0, 1, 0, 1, 0, 1}
	for _, l := range []Loss{SupCon{Tau: 0.2}, Over(DCL{Tau: 0.2}, Selection{OtherClass: true})} {
		mustWork(t, &w, l, labelled)
		_, err := w.Compute(t.Context(), l, InBatch(z0, z1))
		wantError(t, Name(l), err, "0 labels, want 6")
		mustWork(t, &w, l, labelled)
	}
}

// TestWorkspaceAfterErrors serves the next call as if there had been none.
func TestWorkspaceAfterErrors(t *testing.T) {
	z0, z1 := pairs(37, 7, 4, 0)
	good, l := InBatch(z0, z1), Contrastive{Tau: 0.2}
	var w Workspace
	want := digest(mustWork(t, &w, l, good))
	spoilt := scaledCopy(z1, 1)
	spoilt.Data[9] = float32(math.NaN())
	for name, bad := range map[string]func() error{
		"a loss out of range": func() error { _, err := w.Compute(t.Context(), Contrastive{}, good); return err },
		"no loss":             func() error { _, err := w.Compute(t.Context(), nil, good); return err },
		"no problem":          func() error { _, err := w.Compute(t.Context(), l, Problem{}); return err },
		"a bad row":           func() error { _, err := w.Compute(t.Context(), l, InBatch(z0, spoilt)); return err },
		"too large a K":       func() error { _, err := w.Compute(t.Context(), Over(l, Selection{K: 99}), good); return err },
		"every anchor skipped": func() error {
			_, err := w.Compute(t.Context(), Over(l, Selection{Drop: Above(-3)}), good)
			if err != ErrNoAnchors {
				t.Errorf("error %v, want ErrNoAnchors", err)
			}
			return err
		},
	} {
		if err := bad(); err == nil {
			t.Errorf("%s: no error", name)
		}
		if got := digest(mustWork(t, &w, l, good)); got != want {
			t.Errorf("other bits after %s", name)
		}
	}
}

// TestThreadsOfNone are one.
func TestThreadsOfNone(t *testing.T) {
	z0, z1 := pairs(38, 7, 4, 0)
	want := digest(mustCompute(t, &Workspace{Threads: 1}, "inbatch", DCL{Tau: 0.2}, z0, z1, nil))
	for _, threads := range []int{0, -3} {
		if got := digest(mustCompute(t, &Workspace{Threads: threads}, "inbatch", DCL{Tau: 0.2}, z0, z1, nil)); got != want {
			t.Errorf("%d threads: other bits", threads)
		}
	}
}

// TestInputsAreLeft as they are, by the engines and by what is done with the gradients.
func TestInputsAreLeft(t *testing.T) {
	in := newGoldenInputs(97, 20, 6, 50, 0.7)
	for _, c := range combinations(t, in, goldenArrangements, everyLoss(), variantsNamed("plain", "extra", "unit extra", "k shared", "combined")) {
		before := [3]blas32.General{scaledCopy(c.z0, 1), scaledCopy(c.z1, 1), scaledCopy(c.extra, 1)}
		labels, index := slices.Clone(c.labels), slices.Clone(c.index)
		res := mustWork(t, new(Workspace), lossOf(t, c), c.problem())
		for _, g := range append(res.Grads, res.GradExtra) {
			clear(g.Data)
		}
		for i, z := range []blas32.General{c.z0, c.z1, c.extra} {
			if !slices.Equal(z.Data, before[i].Data) {
				t.Errorf("%s: input %d has changed", c.name, i)
			}
		}
		if !slices.Equal(labels, c.labels) || !slices.Equal(index, c.index) {
			t.Errorf("%s: labels or index have changed", c.name)
		}
	}
}

// TestWorkspacesAtOnce on inputs that they share.
func TestWorkspacesAtOnce(t *testing.T) {
	in := newGoldenInputs(98, 40, 6, 90, 0.7)
	cases := combinations(t, in, arrangements, goldenLosses, variantsNamed("plain", "extra", "k"))
	want := make([]string, len(cases))
	for i, c := range cases {
		want[i] = goldenValue(c)
	}
	var all sync.WaitGroup
	for threads := range 3 {
		all.Go(func() {
			for i, c := range cases {
				c.threads = 1 + threads
				if got := goldenValue(c); got != want[i] {
					t.Errorf("%s: %s beside other workspaces, %s alone", c.name, got, want[i])
				}
			}
		})
	}
	all.Wait()
}

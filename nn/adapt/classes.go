package adapt

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/optim"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// Classes are embeddings, of rows of any length, with the class of each.
type Classes struct {
	Rows   blas32.General
	Labels []int
}

// classes is the task of rows that have a class.
type classes struct {
	settings Settings
	rows     blas32.General // unit rows
	labels   []int
	base     blas32.General
	prefixes []int
	parts    [][]int
	byClass  bool // the folds keep classes apart
}

// skipLonely is the parameter of losses that leaves out anchors without a positive.
const skipLonely = "skip_lonely"

// manyClasses is the number of classes from which on folds keep them apart: two in each.
const manyClasses = 2 * foldCount

func newClasses(s Settings, c Classes) (*classes, error) {
	if err := matrix.Check(c.Rows); err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	if len(c.Labels) != c.Rows.Rows {
		return nil, fmt.Errorf("%d embeddings, but %d labels", c.Rows.Rows, len(c.Labels))
	}
	s.Towers = Shared
	if err := s.Check(c.Rows.Cols); err != nil {
		return nil, err
	}
	t := &classes{settings: s, labels: c.Labels}
	var err error
	if t.prefixes, err = s.prefixes(c.Rows.Cols); err != nil {
		return nil, err
	}
	if t.rows, err = unit("embeddings", c.Rows); err != nil {
		return nil, err
	}
	if t.base, err = s.base(t.rows); err != nil {
		return nil, err
	}
	return t, t.share()
}

// share shares the rows out to folds.
func (t *classes) share() error {
	members := map[int][]int{}
	var order []int
	for i, label := range t.labels {
		if members[label] == nil {
			order = append(order, label)
		}
		members[label] = append(members[label], i)
	}
	if len(order) < 2 {
		return errors.New("one class alone: there is nothing to tell apart")
	}
	t.byClass = len(order) >= manyClasses && t.settings.Validate == Components
	var groups [][]int
	for _, label := range order {
		if t.byClass {
			groups = append(groups, members[label])
			continue
		}
		for _, i := range members[label] {
			groups = append(groups, []int{i})
		}
	}
	t.parts = deal(groups, foldCount, t.settings.Seed)
	return nil
}

func (t *classes) folds() [][]int { return t.parts }

func (t *classes) canLeaveOut() bool { return len(t.parts) > 1 }

func (t *classes) plain() (*Adapter, error) { return newAdapter(t.settings, t.base) }

// seen: the rows of a class that others of which were trained on have been seen.
func (t *classes) seen(which []int) []bool {
	all := make([]bool, len(which))
	for i := range all {
		all[i] = !t.byClass
	}
	return all
}

func (t *classes) sizes() []int { return t.prefixes }

// measure is 1 of a row whose nearest among the others of which is of its class, and 0 of
// others; of rows equally near the first counts.
func (t *classes) measure(threads int, a *Adapter, size int, which []int) ([]float64, error) {
	z := gather(blas32.General{}, t.rows, which)
	y, err := mapped(threads, a.Query, z, size)
	if err != nil {
		return nil, fmt.Errorf("embeddings by the head: %w", err)
	}
	const atOnce = 64
	scores := make([]float64, len(which))
	s := matrix.New(atOnce, y.Rows)
	for lo := 0; lo < y.Rows; lo += atOnce {
		hi := min(lo+atOnce, y.Rows)
		kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, matrix.Rows(y, lo, hi), y, 0, matrix.Rows(s, 0, hi-lo))
		for i := lo; i < hi; i++ {
			if nearest := nearest(matrix.Row(s, i-lo), i); nearest >= 0 && t.labels[which[nearest]] == t.labels[which[i]] {
				scores[i] = 1
			}
		}
	}
	return scores, nil
}

// nearest is the place of the greatest similarity but for one's own, -1 if there is none.
func nearest(s []float32, self int) int {
	best := -1
	for j, v := range s {
		if j != self && (best < 0 || v > s[best]) {
			best = j
		}
	}
	return best
}

// gather returns the rows of x of those numbers, in the memory of dst.
func gather(dst, x blas32.General, which []int) blas32.General {
	dst = matrix.Resize(dst, len(which), x.Cols)
	for to, from := range which {
		copy(matrix.Row(dst, to), matrix.Row(x, from))
	}
	return dst
}

// begin begins a training. A row that is alone of its class in a batch is no error of it.
func (t *classes) begin(threads int, l loss.Loss, fold []int) (training, error) {
	if m := loss.MemberOf(l); m != nil && m.Field(skipLonely) != nil {
		var err error
		if l, err = loss.Set(l, skipLonely, true); err != nil {
			return nil, err
		}
	}
	f := &classFit{task: t, threads: threads, loss: l}
	for i := range t.labels {
		if _, out := slices.BinarySearch(fold, i); !out {
			f.rows = append(f.rows, i)
		}
	}
	var err error
	if f.adapter, err = t.plain(); err != nil {
		return nil, err
	}
	f.workspace.Threads = threads
	f.optimiser = newOptimiser(f.adapter, t.settings)
	return f, nil
}

// newOptimiser is what moves the parameters of an adapter.
func newOptimiser(a *Adapter, s Settings) optim.Optimiser {
	return optim.NewAdamW(a.params(), optim.AdamWOptions{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, WeightDecay: s.WeightDecay})
}

// classFit trains a head by the classes within batches of rows.
type classFit struct {
	task      *classes
	threads   int
	loss      loss.Loss
	rows      []int
	adapter   *Adapter
	optimiser optim.Optimiser
	workspace loss.Workspace
	pass      int

	z, y, grad blas32.General
	labels     []int
}

func (f *classFit) head() *Adapter { return f.adapter }

func (f *classFit) rest() { f.adapter.Query.rest() } // the memory of a batch of rows is small

func (f *classFit) run(ctx context.Context) (float64, error) {
	return eachBatch(len(f.rows), f.task.settings, &f.pass, func(order []int) (float64, error) {
		return f.step(ctx, order)
	})
}

func (f *classFit) step(ctx context.Context, order []int) (float64, error) {
	which := make([]int, len(order))
	f.labels = f.labels[:0]
	for i, number := range order {
		which[i] = f.rows[number]
		f.labels = append(f.labels, f.task.labels[which[i]])
	}
	f.z = gather(f.z, f.task.rows, which)
	head := f.adapter.Query
	f.y = matrix.Resize(f.y, f.z.Rows, head.Out())
	head.apply(f.threads, f.y, f.z)
	f.grad = matrix.Resize(f.grad, f.y.Rows, f.y.Cols)
	clear(f.grad.Data)
	total, scale := 0.0, 1/float32(len(f.task.prefixes))
	for _, size := range f.task.prefixes {
		p := loss.Views(matrix.Columns(f.y, 0, size), 0)
		p.Labels = f.labels
		res, err := f.workspace.Compute(ctx, f.loss, p)
		if err != nil {
			return 0, err
		}
		total += res.Loss
		addScaled(f.grad, scale, res.Grads[0])
	}
	head.backward(f.threads, f.z, f.grad)
	f.optimiser.Step(f.threads, f.task.settings.LR)
	return total / float64(len(f.task.prefixes)), nil
}

package loss

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas/blas32"
)

// mean solves the first directions of w.problems, in which every anchor has the
// same weight. It leaves the gradients by the unit rows in the sinks.
func (w *Workspace) mean(ctx context.Context, directions int) (Result, error) {
	if err := w.takeLabels(); err != nil {
		return Result{}, err
	}
	if err := w.takeExtra(); err != nil {
		return Result{}, err
	}
	problems := w.problems[:directions]
	m := problems[0].anchors.Rows
	w.losses = grow(w.losses, m*directions)
	for i := range problems {
		if err := w.checkNegatives(&problems[i]); err != nil {
			return Result{}, err
		}
		problems[i].losses = w.losses[i*m : (i+1)*m]
		problems[i].weight = 1 / float64(len(w.losses))
	}
	if err := w.meetPositives(problems); err != nil {
		return Result{}, err
	}
	if err := w.solve(ctx, problems); err != nil {
		return Result{}, err
	}
	return w.result(problems)
}

// checkNegatives returns an error unless p has the negatives that the rule wants.
func (w *Workspace) checkNegatives(p *problem) error {
	if p.negatives() < 1 {
		return fmt.Errorf("loss: the anchors have no negatives (%d candidates each)", p.candidates.Rows)
	}
	if most := w.problems[0].negatives(); w.rule.keep.K > most {
		return fmt.Errorf("loss: K = %d exceeds the %d negatives of each anchor", w.rule.keep.K, most)
	}
	return nil
}

// takeLabels gives the problems their labels, if the rule asks for them.
func (w *Workspace) takeLabels() error {
	if !w.rule.needsLabels() {
		return nil
	}
	if n := w.problems[0].classified(); len(w.Labels) != n {
		return fmt.Errorf("loss: %d labels, want %d", len(w.Labels), n)
	}
	for i := range w.problems {
		w.problems[i].labels = w.Labels
	}
	if w.rule.byClass && !w.rule.SkipLonely && w.problems[0].oneView() {
		return checkLonely(w.Labels)
	}
	return nil
}

// meetPositives completes a rule that depends on all positives of the batch.
func (w *Workspace) meetPositives(problems []problem) error {
	if w.rule.ofBatch == nil {
		return nil
	}
	p := &problems[0] // the other direction has the same pairs
	w.positives = grow(w.positives, p.anchors.Rows)
	for i := range w.positives {
		w.positives[i] = float64(kernels.Dot(row(p.anchors, i), row(p.candidates, p.positive(i))))
	}
	return w.rule.ofBatch(&w.rule, w.positives)
}

// streams tells whether the candidates are used as they were given, without a copy
// at unit length.
func (w *Workspace) streams() bool {
	return w.problems[0].index != nil && w.rule.softmaxOfAll() && w.rule.ofBatch == nil && w.rule.Tau > coldTau && w.Extra.Rows == 0
}

// solve fills the problems' losses and adds to their gradients.
func (w *Workspace) solve(ctx context.Context, problems []problem) error {
	plain := problems[0].extra.each == 0
	switch {
	case w.streams():
		return w.stream.solve(ctx, w.Threads, w.Normalized, w.rule.Tau, &problems[0])
	case plain && w.rule.softmaxOfAll() && problems[0].toPartners != nil:
		return w.tiles.solve(ctx, w.Threads, w.Budget, w.rule.Tau, problems)
	case plain && w.rule.linear():
		w.sums = grow(w.sums, problems[0].anchors.Cols)
		for i := range problems {
			p := &problems[i]
			if err := p.solveLinear(ctx, w.rule.uniformWeight(p.negatives()), w.sums); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range problems {
		if err := w.panels.solve(ctx, w.Threads, &w.rule, &problems[i]); err != nil {
			return err
		}
	}
	return nil
}

// result sums up what the solutions of the problems have left.
func (w *Workspace) result(problems []problem) (Result, error) {
	res := Result{PerAnchor: w.losses, Negatives: problems[0].negatives(), Tau: w.rule.Tau}
	var bias float64
	for i := range problems {
		res.Skipped += problems[i].skipped
		res.GradLogScale += problems[i].logScale
		bias += problems[i].bias
	}
	counted := len(w.losses) - res.Skipped
	if counted == 0 {
		return Result{}, fmt.Errorf("loss: the selection leaves no anchor a negative")
	}
	for _, v := range w.losses {
		if v == v {
			res.Loss += v
		}
	}
	res.Loss /= float64(counted)
	res.GradBias = bias / float64(counted)
	res.GradLogScale /= float64(counted)
	if counted < len(w.losses) {
		w.rescale(float32(float64(len(w.losses)) / float64(counted)))
	}
	if w.rule.Tau != 0 {
		res.GradLogScale += w.euler(problems)
	}
	if extra := &problems[0].extra; extra.each > 0 {
		res.GradExtra = w.backward(2, &w.units[2])
	}
	return res, nil
}

// rescale multiplies all gradients.
func (w *Workspace) rescale(by float32) {
	for i := range w.sinks {
		g := w.sinks[i].total().Data
		kernels.Scale(by, g, g)
	}
}

// euler is the derivative by log(1/τ) of a loss in which similarities enter as
// s/τ alone: Σ_ij s_ij ∂L/∂s_ij over anchors i and candidates j, which is
// Σ_i u_i·∂L/∂u_i over the unit rows of the anchors. In batch candidates are
// anchors, so that the sum has every pair twice but for those with extra
// negatives, whose own gradients have them again.
func (w *Workspace) euler(problems []problem) float64 {
	sum := inner(problems[0].anchors, problems[0].toAnchors.total())
	if !problems[0].self {
		return sum
	}
	if e := &problems[0].extra; e.each > 0 {
		sum += inner(e.rows, e.grad.total())
	}
	return sum / 2
}

// inner is the inner product of two matrices of one shape.
func inner(x, y blas32.General) (sum float64) {
	for i := range x.Rows {
		sum += float64(kernels.Dot(row(x, i), row(y, i)))
	}
	return sum
}

// checkLonely returns an error that names a row without another of its class.
func checkLonely(labels []int) error {
	rows := map[int]int{}
	for _, class := range labels {
		rows[class]++
	}
	for i, class := range labels {
		if rows[class] == 1 {
			return fmt.Errorf("loss: anchor %d has no positive: no other row has its label %d", i, class)
		}
	}
	return nil
}

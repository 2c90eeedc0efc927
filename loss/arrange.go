package loss

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"
)

// InBatch computes the loss of two views in one batch (SimCLR): rows i of z0 and
// z1, both B×d, are a pair. Each of the 2B rows is an anchor, its pair the
// positive and the 2B-2 rows of other pairs the negatives; the row itself is
// none. z1 may have no rows where the loss is [SupCon]: its positives are found by
// class. InBatch returns an error, naming the row, for a row that cannot be
// normalised; for different shapes, an anchor without negatives, a loss with
// parameters that are not valid, and labels or extra negatives that do not fit;
// and for a context that has ended.
func (w *Workspace) InBatch(ctx context.Context, l Loss, z0, z1 blas32.General) (Result, error) {
	if err := w.begin(l); err != nil {
		return Result{}, err
	}
	oneView := w.rule.byClass && z1.Rows == 0
	if err := checkViews(z0, z1, oneView); err != nil {
		return Result{}, err
	}
	b, n := z0.Rows, z0.Rows+z1.Rows
	u := &w.units[0]
	u.reset(n, z0.Cols)
	if err := w.fill(u, 0, "z0", z0); err != nil {
		return Result{}, err
	}
	if err := w.fill(u, b, "z1", z1); err != nil {
		return Result{}, err
	}
	s := w.sink(0, u)
	w.problems[0] = problem{anchors: u.General, candidates: u.General, offset: b % n, self: true, toAnchors: s, toPartners: s}
	res, err := w.mean(ctx, 1)
	if err != nil {
		return Result{}, err
	}
	g := w.backward(0, u)
	res.Grad0 = rows(g, 0, b)
	if !oneView {
		res.Grad1 = rows(g, b, n)
	}
	return res, nil
}

// Cross computes the loss of the rows of z0, the anchors, against those of z1,
// both B×d: row i of z1 is the positive of anchor i, the other B-1 rows are its
// negatives. Errors are those of [Workspace.InBatch].
func (w *Workspace) Cross(ctx context.Context, l Loss, z0, z1 blas32.General) (Result, error) {
	return w.towers(ctx, l, z0, z1, 1)
}

// Symmetric computes the mean of [Workspace.Cross] of z0 against z1 and of z1
// against z0, as CLIP does; extra negatives belong to the first. Errors are those
// of [Workspace.InBatch].
func (w *Workspace) Symmetric(ctx context.Context, l Loss, z0, z1 blas32.General) (Result, error) {
	return w.towers(ctx, l, z0, z1, 2)
}

// towers computes one or both directions between two matrices.
func (w *Workspace) towers(ctx context.Context, l Loss, z0, z1 blas32.General, directions int) (Result, error) {
	if err := w.begin(l); err != nil {
		return Result{}, err
	}
	if err := checkPair(z0, z1); err != nil {
		return Result{}, err
	}
	u0, u1 := &w.units[0], &w.units[1]
	if err := w.unit(u0, "z0", z0); err != nil {
		return Result{}, err
	}
	if err := w.unit(u1, "z1", z1); err != nil {
		return Result{}, err
	}
	s0, s1 := w.sink(0, u0), w.sink(1, u1)
	w.problems[0] = problem{anchors: u0.General, candidates: u1.General, toAnchors: s0, toPartners: s1}
	w.problems[1] = problem{anchors: u1.General, candidates: u0.General, toAnchors: s1, toPartners: s0}
	res, err := w.mean(ctx, directions)
	if err != nil {
		return Result{}, err
	}
	res.Grad0, res.Grad1 = w.backward(0, u0), w.backward(1, u1)
	return res, nil
}

// Bank computes the loss of the rows of z, B×d, against a bank of N×d stored
// rows: bank row index[i] is the positive of anchor i, the other N-1 rows are
// its negatives. The bank has no gradient. Errors are those of
// [Workspace.InBatch], and an index outside the bank, which is named by its
// anchor.
func (w *Workspace) Bank(ctx context.Context, l Loss, z, bank blas32.General, index []int) (Result, error) {
	if err := w.begin(l); err != nil {
		return Result{}, err
	}
	if err := checkBank(z, bank, index); err != nil {
		return Result{}, err
	}
	u, c := &w.units[0], &w.units[1]
	if err := w.unit(u, "z", z); err != nil {
		return Result{}, err
	}
	w.problems[0] = problem{anchors: u.General, candidates: bank, index: index, toAnchors: w.sink(0, u)}
	switch p := &w.problems[0]; {
	case w.streams():
	case w.inPlace(bank) && w.Extra.Rows == 0 && shortlists(&w.rule, p):
		p.unchecked = true
	default:
		if err := w.unit(c, "bank", bank); err != nil {
			return Result{}, err
		}
		p.candidates = c.General
	}
	res, err := w.mean(ctx, 1)
	if err != nil {
		return Result{}, err
	}
	res.Grad0 = w.backward(0, u)
	return res, nil
}

// InBatch is [Workspace.InBatch] on a fresh workspace and one thread.
func InBatch(l Loss, z0, z1 blas32.General) (Result, error) {
	return new(Workspace).InBatch(context.Background(), l, z0, z1)
}

// Cross is [Workspace.Cross] on a fresh workspace and one thread.
func Cross(l Loss, z0, z1 blas32.General) (Result, error) {
	return new(Workspace).Cross(context.Background(), l, z0, z1)
}

// Symmetric is [Workspace.Symmetric] on a fresh workspace and one thread.
func Symmetric(l Loss, z0, z1 blas32.General) (Result, error) {
	return new(Workspace).Symmetric(context.Background(), l, z0, z1)
}

// Bank is [Workspace.Bank] on a fresh workspace and one thread.
func Bank(l Loss, z, bank blas32.General, index []int) (Result, error) {
	return new(Workspace).Bank(context.Background(), l, z, bank, index)
}

package loss

import "gonum.org/v1/gonum/blas/blas32"

// A Problem says what is compared with what. It is a value: [InBatch], [Views],
// [Cross], [Symmetric], [Against] and [Bank] make one, its fields say more about it,
// and nothing of it stays behind in a [Workspace]. Rows may have any length, they are
// divided by it.
type Problem struct {
	// Labels are the classes of the pairs, one for each row of z0; of one view, of its
	// rows; against a bank, of the bank's rows, where an anchor has the class of its
	// positive. They are needed by [SupCon] and by selections of other classes, and may
	// be any numbers.
	Labels []int
	// Extra are explicit hard negatives, m for each pair: rows i·m up to (i+1)·m are
	// negatives of both views of pair i in batch, of row i of z0 otherwise. With
	// ExtraShared every anchor has all of them, of which there may be any number. They
	// have no class, and a gradient of their own, [Result.GradExtra]. [Symmetric] has
	// none and is an error with some.
	Extra       blas32.General
	ExtraShared bool
	// Unit says that all rows are unit vectors already. A row whose length is not 1 to
	// 1e-3 is an error, nothing is divided, and the gradients are not projected: they
	// are those with respect to the rows as independent numbers.
	Unit bool

	// Positives lists the positives of each anchor, in place of the pairs; the loss must be
	// one of several positives, as [SupCon] is, which then asks for no labels.
	Positives Lists
	// Excluded lists candidates that are no negatives of an anchor though they are no
	// positives either: what else is relevant to it, or the same as it. In [Symmetric]
	// the anchor then is no negative of the candidate either.
	Excluded Lists
	// First and Last say, of [InBatch] and [Views], that only the rows from First up to
	// Last are anchors, and the others candidates alone; Last = 0 says all. The loss is
	// the mean over these anchors, and the gradient has all rows.
	First, Last int

	arrangement arrangement
	a, b        blas32.General
	pairs       int
	index       []int
}

// Lists are a list of candidates, by their rows, for each anchor: that of anchor i is
// Items[Starts[i]] up to Items[Starts[i+1]], so that Starts has an element more than
// there are anchors. The zero value is no lists.
type Lists struct {
	Starts, Items []int
}

type arrangement int

const (
	noArrangement arrangement = iota
	inBatch
	views
	cross
	symmetric
	against
	bank
)

// InBatch is the problem of two views in one batch (SimCLR): rows i of z0 and z1,
// both B×d, are a pair. Each of the 2B rows is an anchor, its pair the positive and
// the 2B-2 rows of other pairs the negatives; the row itself is none.
func InBatch(z0, z1 blas32.General) Problem { return Problem{arrangement: inBatch, a: z0, b: z1} }

// Views is [InBatch] of one matrix, as an encoder yields it: z has the first views
// of all pairs in its first rows and the second ones in as many rows behind them.
// With pairs = 0 rows have no pairs, and the loss must be one that finds positives by
// class, as [SupCon] does.
func Views(z blas32.General, pairs int) Problem {
	return Problem{arrangement: views, a: z, pairs: pairs}
}

// Cross is the problem of the rows of z0, the anchors, against those of z1, both
// B×d: row i of z1 is the positive of anchor i, the other B-1 rows are its
// negatives.
func Cross(z0, z1 blas32.General) Problem { return Problem{arrangement: cross, a: z0, b: z1} }

// Symmetric is the mean of [Cross] of z0 against z1 and of z1 against z0, as CLIP
// has it. It takes no [Problem.Extra]: further rows of z1's kind are negatives of z0's
// rows and nothing to compare z1's with. Where they are wanted, it is the mean of two
// problems, Cross(z0, z1) with and Cross(z1, z0) without them.
func Symmetric(z0, z1 blas32.General) Problem { return Problem{arrangement: symmetric, a: z0, b: z1} }

// Against is the problem of the rows of z0, m×d, against those of z1, n×d, both with
// gradients: row index[i] of z1 is the positive of anchor i, the other n-1 rows are its
// negatives. index may be nil where [Problem.Positives] are listed.
func Against(z0, z1 blas32.General, index []int) Problem {
	return Problem{arrangement: against, a: z0, b: z1, index: index}
}

// Bank is the problem of the rows of z, B×d, against a bank of N×d stored rows: bank
// row index[i] is the positive of anchor i, the other N-1 rows are its negatives. The
// bank has no gradient.
func Bank(z, stored blas32.General, index []int) Problem {
	return Problem{arrangement: bank, a: z, b: stored, index: index}
}

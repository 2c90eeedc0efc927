package loss

import "gonum.org/v1/gonum/blas/blas32"

// A Result is a loss with its gradients. That of [Compute] is the caller's; one of
// [Workspace.Compute] holds until the Workspace's next call, which writes over it.
type Result struct {
	// Loss is the mean over anchors, in a symmetric problem those of both directions.
	Loss float64
	// PerAnchor holds the anchors' own losses, NaN for those that were skipped. In
	// batch these are the rows of z0 and then those of z1; symmetric, the B rows of
	// the direction z0 to z1 and then the B rows of the direction z1 to z0; with
	// [Problem.First] and Last, those rows alone.
	PerAnchor []float64
	// Negatives is the number of negatives each anchor has in the problem, before any
	// selection by class, margin or hardness; of [SupCon], the number of its candidates
	// less one.
	Negatives int
	// Skipped is the number of anchors which the selection left without a negative,
	// or a [SupCon] without a positive. They are no part of the mean.
	Skipped int
	// Grads are the gradients of Loss with respect to the matrices as they were given,
	// through the normalisation, in the order of the problem's arguments: two of
	// [InBatch], [Cross], [Symmetric] and [Against], one of [Views] and [Bank]. They have
	// the matrices' shapes and rows without gaps.
	Grads []blas32.General
	// GradExtra is the gradient with respect to [Problem.Extra], likewise.
	GradExtra blas32.General
	// Tau is the temperature, which [MACL] chooses for each batch; 0 if there is none.
	Tau float64
	// Scalars are the derivatives of Loss by what a loss may learn.
	Scalars Scalars
}

// Scalars are derivatives by single numbers, 0 where a loss does not have them.
type Scalars struct {
	LogScale float64 // by log(1/τ), the logarithm of the scale that CLIP and SigLIP learn
	Bias     float64 // by the bias of [SigLIP]
}

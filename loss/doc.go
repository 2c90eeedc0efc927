// Package loss computes contrastive losses with their gradients, and measures
// what they do to embeddings.
//
// # Losses
//
// A loss is two choices: which negatives of an anchor count, and how they are
// weighted. The first four are a grid (Wang & Liu, "Understanding the Behaviour of
// Contrastive Loss", CVPR 2021):
//
//	                 softmax at τ       uniformly
//	all negatives    Contrastive        Simple
//	the hardest      HardContrastive    HardSimple
//
// Others weigh in other ways:
//
//	DCL, DCLW    the positive is not in the denominator
//	Debiased     false negatives are estimated and taken away, hard ones weighted up
//	SigLIP       each pair is a decision of its own
//	SupCon       every row of the anchor's class is a positive
//	MACL         the temperature follows the batch's alignment
//	Triplet      the hardest negative alone, the limit τ → 0
//
// and each of them takes a [Selection]: the K or the fraction Alpha hardest
// negatives, those that are probably no false ones, those of other classes
// ([Workspace.Labels]). Explicit hard negatives join them ([Workspace.Extra]).
//
// Each is computed in four arrangements of anchors and candidates:
//
//	InBatch     the 2B rows of two views against each other (SimCLR)
//	Cross       the rows of one matrix against those of another
//	Symmetric   the mean of Cross in both directions (two towers, CLIP)
//	Bank        rows against a bank of stored rows, which gets no gradient
//
// Similarities s are dot products of unit rows. Rows are divided by their
// lengths first, and gradients are with respect to the matrices as given,
// through that division; [Workspace.Normalized] turns both off. Losses are means
// over anchors.
//
// The functions [InBatch], [Cross], [Symmetric] and [Bank] are the whole
// interface for a single loss. In a loop their namesakes on a [Workspace] reuse
// its buffers, use several threads, and end when a context does.
//
// # Metrics
//
// [Workspace.Uniformity], [Workspace.Tolerance] and [Workspace.Alignment]
// measure embeddings; [Workspace.Analyze], [Penalties] and [Entropy] show how a
// temperature spreads the gradient over the negatives.
//
// # Numbers
//
// No n×n matrix is ever held. There are three ways: tiles, each computed once for
// the gradients of both sides and in batch for one half of the matrix alone
// (Contrastive; [Workspace.Budget] bounds what is kept of them); a stream of
// candidates that are read once (Contrastive against a bank); and panels of anchors
// for whatever else.
// Results have the same bits on every architecture and at any number of threads.
// An anchor's positive is kept apart from its negatives all the way, so that the
// loss and the gradient of well aligned pairs keep their digits at any
// temperature in [1e-4, 1e4]; nothing overflows.
package loss

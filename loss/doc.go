// Package loss computes contrastive losses with their gradients.
//
//	res, err := loss.Compute(loss.Contrastive{Tau: 0.1}, loss.InBatch(z0, z1))
//
// # Losses
//
// A loss is two choices: which negatives of an anchor count, and how they are
// weighted. The first four are a grid (Wang & Liu, "Understanding the Behaviour of
// Contrastive Loss", CVPR 2021):
//
//	                 softmax at τ                       uniformly
//	all negatives    Contrastive                        Simple
//	the hardest      Over(Contrastive, Selection{K})    Over(Simple, Selection{K})
//
// Others weigh in other ways:
//
//	DCL, DCLW       the positive is not in the denominator
//	Debiased        false negatives are estimated and taken away, hard ones weighted up
//	SigLIP          each pair is a decision of its own
//	SupCon          every row of the anchor's class is a positive
//	MACL            the temperature follows the batch's alignment
//	Triplet         the hardest negative alone, the limit τ → 0, with a hinge
//	AlignUniform    the distance of pairs, and the uniformity of the rest
//
// and [Over] each of them takes a [Selection]: the K or the fraction Alpha hardest
// negatives, those that are probably no false ones, those of other classes. An anchor
// that is left without negatives is skipped and counted, unless its loss needs none, as
// [SigLIP]'s and [SupCon]'s do not.
//
// [Family] lists the losses with their parameters and defaults, by which [New], [Get],
// [Set], [Marshal] and [Unmarshal] know them by name.
//
// # Problems
//
// What is compared with what is a [Problem], a value:
//
//	InBatch      the 2B rows of two views against each other (SimCLR)
//	Views        the same of one matrix, as an encoder yields it
//	Cross        the rows of one matrix against those of another
//	Symmetric    the mean of Cross in both directions (two towers, CLIP)
//	Against      m rows against n others, with gradients to both
//	Bank         rows against a bank of stored rows, which gets no gradient
//
// Its fields add labels, explicit hard negatives (but to Symmetric), lists of positives
// and of candidates that are no negatives, or say that rows are unit vectors already.
//
// Similarities s are dot products of unit rows. Rows are divided by their lengths
// first, and gradients are with respect to the matrices as given, through that
// division; [Problem.Unit] turns both off. Losses are means over anchors.
//
// [Compute] is all that a single loss needs. In a loop, [Workspace.Compute] uses the
// same buffers again, several threads, and ends when a context does.
//
// # Numbers
//
// No n×n matrix is ever held. Where candidates have gradients, tiles of similarities are
// computed once for the gradients of both sides, in batch for one half of the matrix
// alone ([Workspace.Budget] bounds what is kept of them); the rows of a bank are read
// once; and what needs whole rows of similarities goes through the anchors a panel at a
// time. Results have the same bits on every architecture and at any number of threads.
// An anchor's positive is kept apart from its negatives all the way, so that the loss
// and the gradient of well aligned pairs keep their digits at any temperature in
// [1e-4, 1e4]; nothing overflows.
//
// What the temperature does to the gradient is in package analysis below this one; what
// is read off embeddings, as uniformity and tolerance are, in package nn/eval.
package loss

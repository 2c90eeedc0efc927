// Package figures draws a study: what the temperature did to uniformity,
// tolerance and accuracy, and how it spreads the penalty over the negatives
// (after the figures of F. Wang and H. Liu, "Understanding the Behaviour of
// Contrastive Loss", CVPR 2021). Every figure is drawn from the results alone,
// and left out where they have nothing to show in it. Files are SVG and PNG.
//
// Inline, in a page, a figure has no paper of its own, and takes its colours from
// the variables of the page's style:
//
//	--ink          titles and names
//	--soft         numbers at axes, axes, and what no loss trained
//	--grid         lines across a plot
//	--paper        what lies under the figure
//	--c1 to --c8   losses, and kinds of pairs: blue, vermilion, green, purple,
//	               orange, sky, brown, grey
//
// A page that leaves them out has those of white paper. Temperatures and
// accuracies have colours of their own, which can be told apart on black as well.
package figures

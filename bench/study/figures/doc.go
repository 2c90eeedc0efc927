// Package figures draws a study: what the temperature did to uniformity,
// tolerance and accuracy, and how it spreads the penalty over the negatives
// (after the figures of F. Wang and H. Liu, "Understanding the Behaviour of
// Contrastive Loss", CVPR 2021). Every figure is written as SVG and as PNG.
package figures

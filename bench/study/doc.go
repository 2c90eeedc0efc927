// Package study trains one encoder per cell of the table in F. Wang and
// H. Liu, "Understanding the Behaviour of Contrastive Loss" (CVPR 2021), and
// measures what the loss and its temperature did to the embedding:
// uniformity, tolerance, alignment, and accuracy by kNN and by a linear probe.
//
// Every cell starts from the same encoder, sees the same images in the same
// order under the same augmentations, and differs in the loss alone. Raw pixels
// and the encoder before training are measured in the same way, as the floor.
//
// A study lives in one folder: results.csv and results.json are replaced
// whole after each cell.
package study

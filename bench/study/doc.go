// Package study trains one encoder for each cell of a table of losses and temperatures, and
// measures what they did to the embedding: uniformity, tolerance, alignment, and accuracy by
// kNN and by a linear probe. It is the study of F. Wang and H. Liu, "Understanding the
// Behaviour of Contrastive Loss" (CVPR 2021).
//
// Every cell starts from the same encoder, sees the same images in the same order under the
// same augmentations, and differs in the loss alone. Raw pixels and the encoder before
// training are measured in the same way, as the floor. With several seeds each cell is
// trained with each of them.
//
// A study lives in one folder. results.csv and results.json are replaced whole after each
// cell, and results.json has all that figures and page are made of (packages figures and
// page). runs holds the trainings that are under way, from which a study goes on.
package study

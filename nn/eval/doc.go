// Package eval measures how much of the classes an encoder has found: by
// weighted nearest neighbours of its unit embeddings and by a linear probe on
// its frozen features, both as top-1 accuracies in [0, 1].
//
// Nearest neighbours follow package kernels' numeric contract: the same bits on
// every instruction set and at any number of threads. The probe does not: it is
// fitted by gonum's L-BFGS in float64, whose path depends on the platform in its
// last digits.
//
// Labels are class numbers from 0 in any order and with gaps. A label below 0, a
// number of labels other than that of rows, and a row that holds NaN or Inf or
// (for nearest neighbours) has no length are errors that name the row, counted
// from 0.
package eval

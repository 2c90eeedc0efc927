// Package conv computes convolutions and their gradients over images whose channels
// lie in blocks of 16, without gathering pixels: 3×3 kernels at stride 1 by Winograd's
// F(2×2, 3×3), which needs 16 products where the definition has 36, all else by products
// that read the taps where they lie. The results have the same bits on every instruction
// set and however the work is cut; the order of all sums is in specification.go.
//
// A [Plan] is a convolution of one shape with its weights packed; [Maps] are what it
// reads and writes. The passes between convolutions are here too: normalising, adding
// and ReLU ([Activate] and its like), the way back ([Differentiate], [Rectify]) and the
// sums that batch normalisation needs ([Moments]).
//
// An infinity in the input of a convolution by Winograd's tiles spreads as NaN over its
// tile and the tiles around it, further than the definition's products would carry it.
//
// The package is made for package nn. Its functions panic with their name where shapes do
// not fit or memory is too short, and may change.
package conv

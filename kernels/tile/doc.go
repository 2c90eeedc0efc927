// Package tile is what package loss needs of the kernels: products of blocks of
// rows, and what is done with the tiles of similarities that they yield.
//
// It is unstable. Its functions follow the needs of package loss and change or
// go with them; nothing promises that a program which uses them still builds
// with the next version. What programs should use is in package kernels.
//
// A matrix is cut into blocks of rows and prepared once ([Blocks]). A product of
// two blocks is a tile: at most [EdgeLimit] rows and columns, a multiple of 16
// columns of which those to spare hold -Inf. A tile is turned into exponentials
// ([Exp]), sigmoids ([Logistic]), weights ([Weight]) or maxima ([Max]), whole or
// within limits ([Limit]), and multiplied with a block again ([Sums]). Bits are
// those of package kernels: the same on every backend and at any number of
// threads.
//
// Functions panic with their name where shapes do not fit.
package tile

// Package kernels holds the inner loops of contrastive learning for float32 on
// the CPU: dot products, normalised rows, exp, log, log-sum-exp, softmax
// weights, element-wise maps, steps of optimisers, column statistics, exact
// selection, weighted sums of selected rows and a packed matrix product.
//
// # The same bits everywhere
//
// What runs in assembly is specified to the bit by plain Go, the generic backend:
// a kernel's twin is in internal/impl/<kernel>_generic.go, that of the whole
// matrix product in gemm_generic.go there. The backends in assembly return the
// same bits: a result depends neither on the machine nor on the number of
// threads. [Normalize], [SoftmaxWeights], [LogSumExp], [KthLargest], [BLAS] and
// others that are put together from kernels have no twin. Their bits follow from
// the kernels' and from the plain Go, the same for all backends, that calls them.
//
//   - A multiply-add is always fused.
//   - A reduction has a number of lanes L: element j goes to lane j mod L, in
//     ascending order, and one halving tree (L to L/2, ..., to 1) adds the
//     lanes. L is 64 for dot products, sums and maxima, and 16 where every
//     element costs an exponential. A lane past the end receives nothing.
//   - Sums longer than Block elements are cut into blocks of that length, and
//     the blocks' float32 results are added in order in float64.
//   - Only operations that IEEE 754 rounds correctly are used.
//
// NaNs are equal as NaNs; their payloads are not promised.
//
// # Backends
//
// The best instruction set of the CPU is chosen at start. The environment
// variable TEMPER_ISA (generic, avx2, avx512, neon) overrides the choice, and
// the build tag purego leaves the assembly out. [Backends] lists all that this
// CPU has, with a few kernels as methods to compare and to time them.
//
// # Conventions
//
// Vectors are slices, and mismatched lengths panic with the kernel's name.
// Matrices are gonum's blas32.General: Rows by Cols, row r at
// Data[r*Stride:]. Unless a comment says otherwise a destination may be exactly
// one of the operands but may not overlap one in part.
package kernels

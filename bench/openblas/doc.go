// Command openblas times temper's SGEMM and OpenBLAS's in turn and prints, for
// each backend and shape, both rates and the median of the ratios of pairs.
//
// The script compare gets OpenBLAS from the numpy wheel, builds peer/sgemm.c, which
// calls it from a loop in C, and runs this command on one core:
//
//	bench/openblas/compare
//
// OpenBLAS computes for the core that has the backend's instruction set:
// OPENBLAS_CORETYPE=Haswell beside avx2, SkylakeX beside avx512, NeoverseN1
// beside neon.
package main

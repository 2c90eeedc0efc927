// Package impl is what stands behind package kernels: each kernel in plain Go
// that specifies it to the bit, its generic twin in <kernel>_generic.go, and the
// choice among the twins and the packages under asm, which return the same bits.
//
// A kernel is a field of [Table]. The tables, and the numbers that the assembly
// and the twins have in common, are written by gen, beside the assembly.
package impl

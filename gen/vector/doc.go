// Package vector is the builder in which temper's kernels are written, each of them once.
//
// A kernel is a Go function that calls a [Builder]: it asks for its arguments, loads vectors, computes, loops and stores.
// The builder turns those calls into Go assembly for one instruction set: AVX2 with FMA3 and AVX-512 (F, DQ, BW, VL) by
// way of avo, NEON by an emitter of this package. Registers are virtual; a kernel never names a physical one.
//
// What differs between instruction sets is a number a kernel can ask for: [ISA.Lanes] float32 to a vector and
// [ISA.Registers] vector registers. Every operation of the builder is exact or correctly rounded and gives the same bits
// on all of them (NaN payloads aside), so that a kernel keeps to its generic twin by construction.
package vector

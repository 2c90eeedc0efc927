// Package kerneltest is what the tests of the kernels have in common: numbers of
// all kinds, every backend of the CPU, and memory whose ends cannot be crossed.
package kerneltest

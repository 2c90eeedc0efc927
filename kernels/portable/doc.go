// Package portable holds the float64 functions and the random numbers that may
// decide a weight, a pixel, a schedule or a metric.
//
// Package math promises no more than accuracy: its Exp, Log, Sin and their
// like are written in assembly on some architectures and differ in the last
// bit between them. The functions here are made of operations that IEEE 754
// rounds the same way everywhere (addition, multiplication, division, fused
// multiply-add, rounding to an integer), so that they return the same bits on
// every machine. Each is within two units in the last place of the true value
// over the range its comment names.
//
// No product stands beside a sum without a conversion between them: the Go
// specification lets a compiler fuse x*y + z into one rounding, and an explicit
// float64(x*y) is what forbids it.
package portable

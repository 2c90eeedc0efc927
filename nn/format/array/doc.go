// Package array turns the arrays of numbers that files hold into the float32 matrices
// and the integers that temper works with. What a file is called and how it says what it
// holds is for the packages of the formats; an [Array] is what they have in common.
//
// A number is taken for what it is, however it is held. A matrix may be of floats, which
// are rounded to the nearest float32, ties to even, or of integers that float32 holds
// exactly; labels may be integers, booleans or floats that are whole numbers. What
// changes by more than rounding (a finite number beyond float32, an integer between two
// float32, a label of 1.5) is an error that names the row.
package array

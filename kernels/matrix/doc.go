// Package matrix has the few things that everyone needs who works on the rows of a
// blas32.General: a row, a range of rows, memory that is used again, and rows at
// unit length with one error for those that have no direction.
package matrix

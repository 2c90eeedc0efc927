// Package npy reads and writes .npy files, in which NumPy keeps one array (format
// versions 1.0 to 3.0).
//
// Matrices and vectors are read from floats, integers and booleans of any width and
// either byte order, stored row after row or, in Fortran order, column after column;
// package array says which numbers are taken. Other dtypes (bfloat16, objects, records,
// complex numbers) are refused with what to do instead. The header is parsed by hand,
// the claimed shape is multiplied out without overflow and compared with the length of
// the file before anything is allocated, and whatever does not fit (a cut header, cut or
// trailing data) is one error that names the file.
//
// Written are float32 matrices in C order, at once or by blocks of rows, and int64 vectors,
// little-endian, beside their target, synced and renamed over it, so a reader sees the old
// file or the new one and never half of either.
package npy

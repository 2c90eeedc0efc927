// Package npy reads and writes the .npy files through which temper exchanges
// matrices and labels with NumPy: float32 matrices in C order and integer
// vectors, little-endian, format versions 1.0 to 3.0.
//
// The reader is strict. The header is parsed by hand, the claimed shape is
// multiplied out without overflow and compared with the length of the file
// before anything is allocated, and whatever does not fit (a cut header, cut or
// trailing data, big-endian or Fortran-ordered arrays, another dtype or number
// of dimensions) is one error that names the file.
//
// Files are written beside their target, synced and renamed over it, so a
// reader sees the old file or the new one and never half of either.
package npy

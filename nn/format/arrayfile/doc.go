// Package arrayfile opens matrices and labels by the paths of their files, whatever
// format these have:
//
//	.npy                     one array (package npy)
//	.npz                     arrays with names, each a .npy in a zip archive, packed or not
//	.safetensors             tensors with names (package safetensors)
//	.fvecs, .bvecs, .ivecs   rows of float32, of bytes or of int32, each behind its length,
//	                         an int32 (corpus-texmex.irisa.fr)
//
// The format is told by the ending, in whatever case, and by how the file begins where
// the ending says nothing or something else. Of a file with several arrays the path names
// one behind a colon, "a.npz:z". Formats that are not read are named in the error, with
// a line that turns them into one that is.
//
// Which numbers are taken is said by package array. Files are read in pieces, into the
// matrix: memory is that of the matrix. A [Matrix] stays in its file and is read by rows. No more of it is taken than a small multiple of
// what the file holds; a packed array may be larger by what a sound one can be.
package arrayfile

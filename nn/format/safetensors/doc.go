// Package safetensors reads and writes the files in which weights are exchanged
// (github.com/huggingface/safetensors). A file is the length of its header as a
// little-endian uint64, the header in JSON, and the tensors' bytes one after another:
//
//	{"__metadata__": {"key": "value"},
//	 "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
//
// Offsets count from the end of the header and must cover the rest of the file without
// hole or overlap. The tensors of a [File], which is what weights are kept in, are all
// float32; [Arrays] are of any type.
package safetensors

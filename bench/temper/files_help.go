package main

// filesHelp says, in the help of commands that read matrices, which files they take.
const filesHelp = `Matrices and labels are read from .npy, .npz, .safetensors and .fvecs, in whatever
width and order their numbers are held. They become float32, rounded to nearest;
labels must be whole. a.npz:z is the array z of a file that has several.`

// matrixEndings are those of the files that are read.
var matrixEndings = []string{"npy", "npz", "safetensors", "fvecs", "bvecs", "ivecs"}

package main

import (
	"fmt"
	"path/filepath"

	"github.com/abc86604/temper/gen/vector"
)

// kernels lists every kernel.
var kernels = []vector.Kernel{
	dot, sum, maximum,
	exp, expSum, log,
	axpy, scale, divide, add, mul, relu, reluBackward, sgd,
	affine, affine2, columnSums, columnDots, gatherSum, above,
	expTile, expTile2, weightTile, weightTile2, maxTile,
	gemm, gemmCopy, gemmTranspose, gemmInterleave,
	fmaLoop,
}

// outputs returns the text of every generated file by its path below asm.
func outputs() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, isa := range vector.ISAs {
		declarations, err := stubs(isa)
		if err != nil {
			return nil, err
		}
		files[filepath.Join(isa.Package(), "doc.go")] = doc(isa)
		files[filepath.Join(isa.Package(), "stubs_"+isa.Arch()+".go")] = declarations
		for file, group := range byFile() {
			text, err := vector.Assemble(isa, group)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			files[filepath.Join(isa.Package(), file+"_"+isa.Arch()+".s")] = text
		}
	}
	return files, nil
}

func byFile() map[string][]vector.Kernel {
	groups := map[string][]vector.Kernel{}
	for _, k := range kernels {
		groups[k.File] = append(groups[k.File], k)
	}
	return groups
}

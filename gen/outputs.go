package main

import (
	"fmt"
	"path"

	"github.com/abc86604/temper/gen/vector"
)

// kernels lists every kernel.
var kernels = []vector.Kernel{
	dot, sum, maximum,
	exp, expSum, log,
	axpy, scale, divide, add, mul, relu, reluBackward, sgd, nesterov, adamW,
	affine, affineSum, columnSums, columnDots, gatherSum, above,
	expTile, expTileShifted, weightTile, weightTileShifted, maxTile,
	logisticTile, expTilePair, weightTilePair, limitTile, limitTileRows,
	expTileLimited, expTileLimitedRows, weightTileLimited, weightTileLimitedRows,
	gemm, gemmCopy, gemmTranspose, gemmInterleave,
	produce, produceAdd, produceTwo, differentiate, moments, rectify, rectifyTwo,
	winogradInput, winogradOutput, winogradGradient, winogradWeights, winogradWeightGradient,
	fmaLoop,
}

// outputs returns the text of every generated file by its path in the module:
// all of asm, and in package impl what follows from the kernels.
func outputs() (map[string][]byte, error) {
	files, err := tables()
	if err != nil {
		return nil, err
	}
	for _, isa := range vector.ISAs {
		if err := assembly(isa, files); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// assembly adds the files of isa's package.
func assembly(isa vector.ISA, files map[string][]byte) error {
	present, err := stubs(isa)
	if err != nil {
		return err
	}
	absent, err := absentStubs(isa)
	if err != nil {
		return err
	}
	dir := path.Join("asm", isa.Package())
	files[path.Join(dir, "doc.go")] = doc(isa)
	files[path.Join(dir, "stubs_"+isa.Arch()+".go")] = present
	files[path.Join(dir, "stubs_other.go")] = absent
	for file, group := range byFile() {
		text, err := vector.Assemble(isa, group)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		files[path.Join(dir, file+"_"+isa.Arch()+".s")] = text
	}
	return nil
}

func byFile() map[string][]vector.Kernel {
	groups := map[string][]vector.Kernel{}
	for _, k := range kernels {
		groups[k.File] = append(groups[k.File], k)
	}
	return groups
}

package vector

import (
	"fmt"

	"github.com/mmcloughlin/avo/gotypes"
)

// Kernel is one function of the packages under asm, written once for every instruction set.
type Kernel struct {
	Name      string         // the exported name, "Dot"
	File      string         // base of the file names, "dot"; kernels may share a file
	Doc       string         // the stub's comment: "Dot is dotGeneric: ..."
	Signature string         // "func(x, y []float32) float32"
	Body      func(*Builder) // emits the function; a missing Return is added
	NoTwin    bool           // no plain Go of the same signature specifies it
}

// machine is what an instruction set has to provide: the operations, and the finished text.
type machine interface {
	Machine
	finish() // ends the function being written
	text() ([]byte, error)
}

// Assemble returns the assembly file of the kernels for isa.
func Assemble(isa ISA, kernels []Kernel) ([]byte, error) {
	var m machine
	var begin func(k Kernel, sig *gotypes.Signature)
	if isa == NEON {
		n := newNEON()
		m, begin = n, n.begin
	} else {
		x := newX86(isa)
		m, begin = x, x.begin
	}
	for _, k := range kernels {
		sig, err := gotypes.ParseSignature(k.Signature)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.Name, err)
		}
		begin(k, sig)
		k.Body(&Builder{Machine: m, ISA: isa})
		m.finish()
	}
	return m.text()
}

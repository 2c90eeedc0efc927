package vector

import (
	"fmt"
	"strings"
)

// armClass is a kind of register.
type armClass int

const (
	armVector armClass = iota
	armInteger
)

// armArg is a register operand: which one, how it is written, and whether the instruction reads or writes it.
type armArg struct {
	class armClass
	id    int
	form  string // the name's letter: V, F (a vector register by its scalar name) or R
	reads bool
	sets  bool
}

func use(v Vec) armArg      { return armArg{armVector, v.id, "V", true, false} }
func set(v Vec) armArg      { return armArg{armVector, v.id, "V", false, true} }
func update(v Vec) armArg   { return armArg{armVector, v.id, "V", true, true} }
func useFloat(v Vec) armArg { return armArg{armVector, v.id, "F", true, false} }
func setFloat(v Vec) armArg { return armArg{armVector, v.id, "F", false, true} }

func useInt(r Int) armArg    { return armArg{armInteger, r.id, "R", true, false} }
func setInt(r Int) armArg    { return armArg{armInteger, r.id, "R", false, true} }
func updateInt(r Int) armArg { return armArg{armInteger, r.id, "R", true, true} }

// armInst is an instruction, a label or a comment.
type armInst struct {
	format  string // Go's mnemonic and operands, with a verb for the name of each of args
	args    []armArg
	word    *armWord // for what Go's assembler does not know, instead of format
	move    bool     // args[1] = args[0]
	target  Label    // of a jump
	ends    bool     // control does not go on to the next instruction
	label   Label
	comment string
}

// armWord is an instruction by its encoding: base with the numbers of args filled in, the destination first.
type armWord struct {
	base   uint32
	syntax string // in ARM's own syntax, with a verb for the number of each register
}

func (n *neon) emit(format string, args ...armArg) {
	n.insts = append(n.insts, armInst{format: format, args: args})
}

// emitWord writes the instruction as a WORD; args are destination, first and second source.
func (n *neon) emitWord(base uint32, syntax string, args ...armArg) {
	n.insts = append(n.insts, armInst{word: &armWord{base, syntax}, args: args})
}

// text returns the line of i, given the physical registers.
func (i armInst) text(names allocation) string {
	switch {
	case i.comment != "":
		return "\n\t// " + i.comment + "\n"
	case i.label != "":
		return "\n" + string(i.label) + ":\n"
	case i.move && names.of(i.args[0]) == names.of(i.args[1]):
		return ""
	case i.word != nil:
		return i.word.text(names, i.args)
	}
	operands := make([]any, len(i.args))
	for k, a := range i.args {
		operands[k] = fmt.Sprintf("%s%d", a.form, names.of(a))
	}
	mnemonic, rest, _ := strings.Cut(fmt.Sprintf(i.format, operands...), " ")
	return strings.TrimRight(fmt.Sprintf("\t%-7s %s", mnemonic, rest), " ") + "\n"
}

func (w *armWord) text(names allocation, args []armArg) string {
	shifts := [...]int{0, 5, 16}
	word, numbers := w.base, make([]any, len(args))
	for k, a := range args {
		word |= uint32(names.of(a)) << shifts[k]
		numbers[k] = names.of(a)
	}
	return fmt.Sprintf("\t%-7s $0x%08x // %s\n", "WORD", word, fmt.Sprintf(w.syntax, numbers...))
}

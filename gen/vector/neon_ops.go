package vector

import "fmt"

// Go's assembler takes operands in the opposite order of ARM's: the last source first, the destination last.

// The encodings of what it does not know, with all registers 0.
const (
	armFADD   = 0x4e20d400
	armFSUB   = 0x4ea0d400
	armFMUL   = 0x6e20dc00
	armFDIV   = 0x6e20fc00
	armFSQRT  = 0x6ea1f800
	armFCMGT  = 0x6ea0e400
	armFCMGE  = 0x6e20e400
	armFRINTN = 0x4e218800
	armFCVTNS = 0x4e21a800
	armSCVTF  = 0x4e21d800
	armSSHR   = 0x4f000400 // shifts by 64 minus the number in bits 16 to 22
	armCMGT   = 0x4ea03400
	armBIC    = 0x4e601c00
)

// vec returns an operand as a register, read from memory if it has to be.
func (n *neon) vec(y Operand) Vec {
	m, ok := y.(Mem)
	if !ok {
		return y.(Vec)
	}
	v := n.Vec()
	n.Load(v, m)
	return v
}

func (n *neon) three(base uint32, mnemonic string, dst, x Vec, y Operand) {
	n.emitWord(base, mnemonic+" v%d.4s, v%d.4s, v%d.4s", set(dst), use(x), use(n.vec(y)))
}

func (n *neon) two(base uint32, mnemonic string, dst, x Vec) {
	n.emitWord(base, mnemonic+" v%d.4s, v%d.4s", set(dst), use(x))
}

func (n *neon) Move(dst, x Vec) {
	n.insts = append(n.insts, armInst{format: "VMOV %s.B16, %s.B16", args: []armArg{use(x), set(dst)}, move: true})
}

func (n *neon) Add(dst, x Vec, y Operand) { n.three(armFADD, "fadd", dst, x, y) }

func (n *neon) Sub(dst, x Vec, y Operand) { n.three(armFSUB, "fsub", dst, x, y) }

func (n *neon) Mul(dst, x Vec, y Operand) { n.three(armFMUL, "fmul", dst, x, y) }

func (n *neon) Div(dst, x Vec, y Operand) { n.three(armFDIV, "fdiv", dst, x, y) }

func (n *neon) Sqrt(dst, x Vec) { n.two(armFSQRT, "fsqrt", dst, x) }

// Max and Min compare and select: FMAX and FMIN propagate NaNs and order zeros.

func (n *neon) Max(dst, x Vec, y Operand) {
	v := n.vec(y)
	n.Select(dst, n.Greater(x, v), x, v)
}

func (n *neon) Min(dst, x Vec, y Operand) {
	v := n.vec(y)
	n.Select(dst, n.Less(x, v), x, v)
}

func (n *neon) MulAdd(acc, x Vec, y Operand) {
	n.emit("VFMLA %s.S4, %s.S4, %s.S4", use(n.vec(y)), use(x), update(acc))
}

func (n *neon) MulSub(acc, x Vec, y Operand) {
	n.emit("VFMLS %s.S4, %s.S4, %s.S4", use(n.vec(y)), use(x), update(acc))
}

func (n *neon) MulAddScalar(acc, x Vec, m Mem) {
	s := n.Vec()
	n.Broadcast(s, m)
	n.MulAdd(acc, x, s)
}

// Horner starts from a copy of c, because FMLA adds to its destination.
func (n *neon) Horner(p, x Vec, c Operand) Vec {
	sum := n.Vec()
	if m, ok := c.(Mem); ok {
		n.Load(sum, m)
	} else {
		n.Move(sum, c.(Vec))
	}
	n.MulAdd(sum, p, x)
	return sum
}

func (n *neon) Rint(dst, x Vec) { n.two(armFRINTN, "frintn", dst, x) }

func (n *neon) ToInt32(dst, x Vec) { n.two(armFCVTNS, "fcvtns", dst, x) }

func (n *neon) AddInt32(dst, x, y Vec) {
	n.emit("VADD %s.S4, %s.S4, %s.S4", use(y), use(x), set(dst))
}

func (n *neon) ToFloat32(dst, x Vec) { n.two(armSCVTF, "scvtf", dst, x) }

func (n *neon) SubInt32(dst, x Vec, y Operand) {
	n.emit("VSUB %s.S4, %s.S4, %s.S4", use(n.vec(y)), use(x), set(dst))
}

func (n *neon) Xor(dst, x Vec, y Operand) {
	n.emit("VEOR %s.B16, %s.B16, %s.B16", use(n.vec(y)), use(x), set(dst))
}

func (n *neon) Or(dst, x Vec, y Operand) {
	n.emit("VORR %s.B16, %s.B16, %s.B16", use(n.vec(y)), use(x), set(dst))
}

func (n *neon) ShiftLeft32(dst, x Vec, bits int) {
	n.emit(fmt.Sprintf("VSHL $%d, %%s.S4, %%s.S4", bits), use(x), set(dst))
}

func (n *neon) ShiftRight32(dst, x Vec, bits int) {
	n.emitWord(armSSHR|uint32(64-bits)<<16, fmt.Sprintf("sshr v%%d.4s, v%%d.4s, #%d", bits), set(dst), use(x))
}

func (n *neon) Greater(x Vec, y Operand) Mask {
	m := n.Vec()
	n.three(armFCMGT, "fcmgt", m, x, y)
	return Mask(m)
}

func (n *neon) Less(x Vec, y Operand) Mask {
	m := n.Vec()
	n.three(armFCMGT, "fcmgt", m, n.vec(y), x)
	return Mask(m)
}

func (n *neon) Within(x Vec, least, below Operand) Mask {
	enough, m := n.Vec(), Vec(n.Less(x, below))
	n.three(armFCMGE, "fcmge", enough, x, least)
	n.emit("VAND %s.B16, %s.B16, %s.B16", use(enough), use(m), set(m))
	return Mask(m)
}

func (n *neon) GreaterInt32(x Vec, y Operand) Mask {
	m := n.Vec()
	n.three(armCMGT, "cmgt", m, x, y)
	return Mask(m)
}

func (n *neon) Select(dst Vec, m Mask, x Operand, y Vec) {
	if x == Operand(dst) {
		n.emit("VBIF %s.B16, %s.B16, %s.B16", use(Vec(m)), use(y), update(dst))
		return
	}
	v := n.vec(x)
	n.Move(dst, y)
	n.emit("VBIT %s.B16, %s.B16, %s.B16", use(Vec(m)), use(v), update(dst))
}

func (n *neon) Keep(dst Vec, m Mask, x Vec) {
	n.emit("VAND %s.B16, %s.B16, %s.B16", use(Vec(m)), use(x), set(dst))
}

func (n *neon) Count(acc Vec, m Mask) { n.SubInt32(acc, acc, Vec(m)) } // all ones are -1

func (n *neon) ZeroIfLess(dst, v, x Vec, y Operand) {
	n.emitWord(armBIC, "bic v%d.16b, v%d.16b, v%d.16b", set(dst), use(v), use(Vec(n.Less(x, y))))
}

func (n *neon) Upper(dst, x Vec, h int) {
	n.emit(fmt.Sprintf("VEXT $%d, %%s.B16, %%s.B16, %%s.B16", 4*h), use(x), use(x), set(dst))
}

package vector

import (
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	instruction "github.com/mmcloughlin/avo/x86"
)

// avo takes operands in the order of Go's assembler: the last source first, the destination last.

func (x *x86) Zero(dst Vec) { x.ctx.VXORPS(x.vec(dst), x.vec(dst), x.vec(dst)) }

func (x *x86) Broadcast(dst Vec, m Mem) { x.ctx.VBROADCASTSS(x.mem(m), x.vec(dst)) }

func (x *x86) Move(dst, v Vec) { x.ctx.VMOVAPS(x.vec(v), x.vec(dst)) }

func (x *x86) Load(dst Vec, m Mem) { x.ctx.VMOVUPS(x.mem(m), x.vec(dst)) }

func (x *x86) Store(m Mem, v Vec) { x.ctx.VMOVUPS(x.vec(v), x.mem(m)) }

func (x *x86) Prefetch(m Mem) { x.ctx.PREFETCHT0(x.mem(m)) }

func (x *x86) Add(dst, v Vec, y Operand) { x.ctx.VADDPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Sub(dst, v Vec, y Operand) { x.ctx.VSUBPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Mul(dst, v Vec, y Operand) { x.ctx.VMULPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Div(dst, v Vec, y Operand) { x.ctx.VDIVPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Sqrt(dst, v Vec) { x.ctx.VSQRTPS(x.vec(v), x.vec(dst)) }

// Max and Min are the instructions' own definition, in this order of operands.

func (x *x86) Max(dst, v Vec, y Operand) { x.ctx.VMAXPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Min(dst, v Vec, y Operand) { x.ctx.VMINPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) MulAdd(acc, v Vec, y Operand) { x.ctx.VFMADD231PS(x.op(y), x.vec(v), x.vec(acc)) }

func (x *x86) MulSub(acc, v Vec, y Operand) { x.ctx.VFNMADD231PS(x.op(y), x.vec(v), x.vec(acc)) }

func (x *x86) MulAddScalar(acc, v Vec, m Mem) {
	if x.isa == AVX512 {
		x.ctx.VFMADD231PS_BCST(x.mem(m), x.vec(v), x.vec(acc))
		return
	}
	s := x.Vec()
	x.Broadcast(s, m)
	x.MulAdd(acc, v, s)
}

func (x *x86) Horner(p, v Vec, c Operand) Vec {
	x.ctx.VFMADD213PS(x.op(c), x.vec(v), x.vec(p))
	return p
}

func (x *x86) Rint(dst, v Vec) {
	const nearestEvenQuiet = operand.U8(8)
	if x.isa == AVX512 {
		x.ctx.VRNDSCALEPS(nearestEvenQuiet, x.vec(v), x.vec(dst))
		return
	}
	x.ctx.VROUNDPS(nearestEvenQuiet, x.vec(v), x.vec(dst))
}

func (x *x86) ToInt32(dst, v Vec) { x.ctx.VCVTPS2DQ(x.vec(v), x.vec(dst)) }

func (x *x86) AddInt32(dst, v, y Vec) { x.ctx.VPADDD(x.vec(y), x.vec(v), x.vec(dst)) }

func (x *x86) ToFloat32(dst, v Vec) { x.ctx.VCVTDQ2PS(x.vec(v), x.vec(dst)) }

func (x *x86) SubInt32(dst, v Vec, y Operand) { x.ctx.VPSUBD(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Xor(dst, v Vec, y Operand) { x.ctx.VXORPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) Or(dst, v Vec, y Operand) { x.ctx.VORPS(x.op(y), x.vec(v), x.vec(dst)) }

func (x *x86) ShiftLeft32(dst, v Vec, n int) { x.ctx.VPSLLD(operand.U8(n), x.vec(v), x.vec(dst)) }

func (x *x86) ShiftRight32(dst, v Vec, n int) { x.ctx.VPSRAD(operand.U8(n), x.vec(v), x.vec(dst)) }

// mask returns a new register for a comparison's result.
func (x *x86) mask() (Mask, reg.Register) {
	var r reg.Register = x.ctx.YMM()
	if x.isa == AVX512 {
		r = x.ctx.K()
	}
	x.masks = append(x.masks, r)
	return Mask{len(x.masks) - 1}, r
}

func (x *x86) compare(predicate operand.U8, v Vec, y Operand) Mask {
	m, r := x.mask()
	x.ctx.VCMPPS(predicate, x.op(y), x.vec(v), r)
	return m
}

// The predicates of comparisons. All are quiet, and false for NaN but for notLess.
const (
	less    = operand.U8(0x11)
	notLess = operand.U8(0x15)
	atLeast = operand.U8(0x1d)
	greater = operand.U8(0x1e)
)

func (x *x86) Greater(v Vec, y Operand) Mask { return x.compare(greater, v, y) }

func (x *x86) Less(v Vec, y Operand) Mask { return x.compare(less, v, y) }

func (x *x86) Within(v Vec, least, below Operand) Mask {
	enough := x.masks[x.compare(atLeast, v, least).id]
	if x.isa == AVX512 {
		m, both := x.mask()
		x.ctx.VCMPPS(less, x.op(below), x.vec(v), enough, both)
		return m
	}
	m := x.Less(v, below)
	x.ctx.VANDPS(enough, x.masks[m.id], x.masks[m.id])
	return m
}

func (x *x86) GreaterInt32(v Vec, y Operand) Mask {
	m, r := x.mask()
	x.ctx.VPCMPGTD(x.op(y), x.vec(v), r)
	return m
}

func (x *x86) Select(dst Vec, m Mask, v Operand, y Vec) {
	k := x.masks[m.id]
	if x.isa == AVX512 {
		x.ctx.VBLENDMPS(x.op(v), x.vec(y), k, x.vec(dst))
		return
	}
	x.ctx.VBLENDVPS(k, x.op(v), x.vec(y), x.vec(dst))
}

func (x *x86) Keep(dst Vec, m Mask, v Vec) {
	k := x.masks[m.id]
	if x.isa == AVX512 {
		x.ctx.VMOVAPS_Z(x.vec(v), k, x.vec(dst))
		return
	}
	x.ctx.VANDPS(x.vec(v), k, x.vec(dst))
}

func (x *x86) Count(acc Vec, m Mask) {
	k := x.masks[m.id]
	if x.isa == AVX512 {
		x.ctx.VPADDD_BCST(x.mem(x.literal("int_1", 1)), x.vec(acc), k, x.vec(acc))
		return
	}
	x.ctx.VPSUBD(k, x.vec(acc), x.vec(acc)) // all ones are -1
}

func (x *x86) ZeroIfLess(dst, v, u Vec, y Operand) {
	if x.isa == AVX512 {
		x.Keep(dst, x.compare(notLess, u, y), v)
		return
	}
	x.ctx.VANDNPS(x.vec(v), x.masks[x.Less(u, y).id], x.vec(dst))
}

func (x *x86) Upper(dst, v Vec, h int) {
	from, to := x.vec(v), x.vec(dst)
	switch h {
	case 8:
		x.clearing(to)(instruction.VEXTRACTF64X4(operand.U8(1), from, to.AsY()))
	case 4:
		if x.isa == AVX512 { // with any of 32 registers
			x.clearing(to)(instruction.VEXTRACTF32X4(operand.U8(1), from.AsY(), to.AsX()))
			return
		}
		x.clearing(to)(instruction.VEXTRACTF128(operand.U8(1), from.AsY(), to.AsX()))
	case 2:
		x.ctx.VPERMILPS(operand.U8(0b1110), from, to)
	case 1:
		x.ctx.VMOVSHDUP(from, to)
	}
}

// clearing returns a function that appends an instruction whose result is narrower than dst. VEX and EVEX clear the rest
// of the register, so the instruction defines all of dst; avo would think the upper part live from before.
func (x *x86) clearing(dst operand.Op) func(*ir.Instruction, error) {
	return func(i *ir.Instruction, err error) {
		if err != nil {
			panic(err)
		}
		i.Outputs = []operand.Op{dst}
		x.ctx.Instruction(i)
	}
}

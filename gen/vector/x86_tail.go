package vector

import "github.com/mmcloughlin/avo/operand"

// Tail reads its mask from a table at a place that depends on n.
func (x *x86) Tail(n Int) Tail {
	table, at := x.ctx.GP64(), x.fourTimes(n)
	if x.isa == AVX512 {
		words := make([]uint32, 16)
		for i := range words {
			words[i] = 1<<i - 1
		}
		x.ctx.LEAQ(x.mem(x.literal("tails", words...)), table)
		k := x.ctx.K()
		x.ctx.KMOVW(operand.Mem{Base: table, Index: x.gp(at), Scale: 1}, k)
		x.tails = append(x.tails, k)
		return Tail{len(x.tails) - 1}
	}
	const ones = 0xffffffff
	x.ctx.LEAQ(x.mem(x.literal("tails", ones, ones, ones, ones, ones, ones, ones, ones, 0, 0, 0, 0, 0, 0, 0, 0)), table)
	x.ctx.SUBQ(x.gp(at), table)
	mask := x.ctx.YMM()
	x.ctx.VMOVDQU(operand.Mem{Base: table, Disp: 32}, mask)
	x.tails = append(x.tails, mask)
	return Tail{len(x.tails) - 1}
}

func (x *x86) fourTimes(n Int) Int {
	r := x.NewInt()
	x.MoveInt(r, n)
	x.ShiftInt(r, 2)
	return r
}

func (x *x86) LoadTail(dst Vec, m Mem, t Tail) {
	mask := x.tails[t.id]
	if x.isa == AVX512 {
		x.ctx.VMOVUPS(x.mem(m), mask, x.vec(dst))
		return
	}
	loaded := x.ctx.YMM()
	x.ctx.VMASKMOVPS(x.mem(m), mask, loaded)
	x.ctx.VBLENDVPS(mask, loaded, x.vec(dst), x.vec(dst))
}

func (x *x86) TakeTail(dst, v Vec, t Tail) {
	mask := x.tails[t.id]
	if x.isa == AVX512 {
		x.ctx.VMOVAPS(x.vec(v), mask, x.vec(dst))
		return
	}
	x.ctx.VBLENDVPS(mask, x.vec(v), x.vec(dst), x.vec(dst))
}

func (x *x86) StoreTail(m Mem, v Vec, t Tail) {
	mask := x.tails[t.id]
	if x.isa == AVX512 {
		x.ctx.VMOVUPS(x.vec(v), mask, x.mem(m))
		return
	}
	x.ctx.VMASKMOVPS(x.vec(v), mask, x.mem(m))
}

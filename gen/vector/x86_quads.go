package vector

import (
	"github.com/mmcloughlin/avo/operand"

	instruction "github.com/mmcloughlin/avo/x86"
)

func (x *x86) loadQuad(dst Vec, q int, m Mem) {
	v := x.vec(dst)
	switch {
	case q == 0:
		x.clearing(v)(instruction.VMOVUPS(x.mem(m), v.AsX()))
	case x.isa == AVX512:
		x.ctx.VINSERTF32X4(operand.U8(q), x.mem(m), v, v)
	default:
		x.ctx.VINSERTF128(operand.U8(q), x.mem(m), v, v)
	}
}

func (x *x86) transposeQuads(v [4]Vec) {
	a, b, c, d := x.vec(v[0]), x.vec(v[1]), x.vec(v[2]), x.vec(v[3])
	t, u := x.vec(x.Vec()), x.vec(x.Vec())
	// Pairs of lanes: t, u = a0 b0 a1 b1, c0 d0 c1 d1; a, c = a2 b2 a3 b3, c2 d2 c3 d3.
	x.ctx.VUNPCKLPS(b, a, t)
	x.ctx.VUNPCKLPS(d, c, u)
	x.ctx.VUNPCKHPS(b, a, a)
	x.ctx.VUNPCKHPS(d, c, c)
	x.ctx.VUNPCKHPD(c, a, d)
	x.ctx.VUNPCKLPD(c, a, c)
	x.ctx.VUNPCKLPD(u, t, a)
	x.ctx.VUNPCKHPD(u, t, b)
}

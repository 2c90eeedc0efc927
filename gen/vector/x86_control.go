package vector

import (
	"github.com/mmcloughlin/avo/operand"
)

func (x *x86) SetInt(r Int, n int) { x.ctx.MOVQ(operand.I64(n), x.gp(r)) }

func (x *x86) MoveInt(r, s Int) { x.ctx.MOVQ(x.gp(s), x.gp(r)) }

func (x *x86) AddInt(r, s Int) { x.ctx.ADDQ(x.gp(s), x.gp(r)) }

func (x *x86) SubInt(r, s Int) { x.ctx.SUBQ(x.gp(s), x.gp(r)) }

func (x *x86) MulInt(r, s Int) { x.ctx.IMULQ(x.gp(s), x.gp(r)) }

func (x *x86) LoadInt32(r Int, m Mem) { x.ctx.MOVLQSX(x.mem(m), x.gp(r)) }

func (x *x86) LoadInt(r Int, m Mem) { x.ctx.MOVQ(x.mem(m), x.gp(r)) }

func (x *x86) StoreInt(m Mem, r Int) { x.ctx.MOVQ(x.gp(r), x.mem(m)) }

func (x *x86) AddConst(r Int, n int) {
	if n < 0 {
		x.ctx.SUBQ(operand.I32(-n), x.gp(r))
		return
	}
	x.ctx.ADDQ(operand.I32(n), x.gp(r))
}

func (x *x86) AndConst(r Int, n int) { x.ctx.ANDQ(operand.I32(n), x.gp(r)) }

func (x *x86) ShiftInt(r Int, n int) {
	if n < 0 {
		x.ctx.SHRQ(operand.U8(-n), x.gp(r))
		return
	}
	x.ctx.SHLQ(operand.U8(n), x.gp(r))
}

func (x *x86) Place(l Label) { x.ctx.Label(string(l)) }

func (x *x86) Jump(l Label) { x.ctx.JMP(operand.LabelRef(l)) }

func (x *x86) JumpIf(r Int, c Cond, n int, l Label) {
	x.ctx.CMPQ(x.gp(r), operand.I32(n))
	x.jump(c, l)
}

func (x *x86) JumpIfInt(r Int, c Cond, s Int, l Label) {
	x.ctx.CMPQ(x.gp(r), x.gp(s))
	x.jump(c, l)
}

func (x *x86) jump(c Cond, l Label) {
	to := operand.LabelRef(l)
	switch c {
	case Less:
		x.ctx.JLT(to)
	case AtLeast:
		x.ctx.JGE(to)
	case Equal:
		x.ctx.JEQ(to)
	case NotEqual:
		x.ctx.JNE(to)
	}
}

package vector

import "fmt"

func (n *neon) SetInt(r Int, c int) { n.emit(fmt.Sprintf("MOVD $%d, %%s", c), setInt(r)) }

func (n *neon) MoveInt(r, s Int) {
	n.insts = append(n.insts, armInst{format: "MOVD %s, %s", args: []armArg{useInt(s), setInt(r)}, move: true})
}

func (n *neon) AddInt(r, s Int) { n.emit("ADD %s, %s", useInt(s), updateInt(r)) }

func (n *neon) SubInt(r, s Int) { n.emit("SUB %s, %s", useInt(s), updateInt(r)) }

func (n *neon) MulInt(r, s Int) { n.emit("MUL %s, %s", useInt(s), updateInt(r)) }

func (n *neon) LoadInt32(r Int, m Mem) {
	m = n.place(m)
	n.emit(fmt.Sprintf("MOVW %d(%%s), %%s", m.bytes), useInt(m.base), setInt(r))
}

func (n *neon) LoadInt(r Int, m Mem) {
	m = n.place(m)
	n.emit(fmt.Sprintf("MOVD %d(%%s), %%s", m.bytes), useInt(m.base), setInt(r))
}

func (n *neon) StoreInt(m Mem, r Int) {
	m = n.place(m)
	n.emit(fmt.Sprintf("MOVD %%s, %d(%%s)", m.bytes), useInt(r), useInt(m.base))
}

func (n *neon) AddConst(r Int, c int) {
	if c < 0 {
		n.emit(fmt.Sprintf("SUB $%d, %%s", -c), updateInt(r))
		return
	}
	n.emit(fmt.Sprintf("ADD $%d, %%s", c), updateInt(r))
}

func (n *neon) AndConst(r Int, c int) { n.emit(fmt.Sprintf("AND $%d, %%s", c), updateInt(r)) }

func (n *neon) ShiftInt(r Int, bits int) {
	if bits < 0 {
		n.emit(fmt.Sprintf("LSR $%d, %%s", -bits), updateInt(r))
		return
	}
	n.emit(fmt.Sprintf("LSL $%d, %%s", bits), updateInt(r))
}

func (n *neon) Place(l Label) { n.insts = append(n.insts, armInst{label: l}) }

func (n *neon) Jump(l Label) {
	n.insts = append(n.insts, armInst{format: "B " + string(l), target: l, ends: true})
}

func (n *neon) JumpIf(r Int, c Cond, m int, l Label) {
	switch {
	case m == 0 && c == Equal:
		n.branch("CBZ %s, ", l, useInt(r))
	case m == 0 && c == NotEqual:
		n.branch("CBNZ %s, ", l, useInt(r))
	default:
		n.emit(fmt.Sprintf("CMP $%d, %%s", m), useInt(r))
		n.branch(c.branch()+" ", l)
	}
}

func (n *neon) JumpIfInt(r Int, c Cond, s Int, l Label) {
	n.emit("CMP %s, %s", useInt(s), useInt(r))
	n.branch(c.branch()+" ", l)
}

func (n *neon) branch(format string, l Label, args ...armArg) {
	n.insts = append(n.insts, armInst{format: format + string(l), args: args, target: l})
}

func (c Cond) branch() string {
	return [...]string{Less: "BLT", AtLeast: "BGE", Equal: "BEQ", NotEqual: "BNE"}[c]
}

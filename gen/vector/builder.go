package vector

import "fmt"

// Builder writes one function for one instruction set.
type Builder struct {
	Machine
	ISA ISA

	labels int
}

// Lanes returns how many float32 a vector holds.
func (b *Builder) Lanes() int { return b.ISA.Lanes() }

// Vecs returns n new vector registers, without values.
func (b *Builder) Vecs(n int) []Vec {
	v := make([]Vec, n)
	for i := range v {
		v[i] = b.Vec()
	}
	return v
}

// Zeros returns n new vector registers, every lane +0.
func (b *Builder) Zeros(n int) []Vec {
	v := b.Vecs(n)
	for i := range v {
		b.Zero(v[i])
	}
	return v
}

// CopyInt returns a new register with the value of r.
func (b *Builder) CopyInt(r Int) Int {
	c := b.NewInt()
	b.MoveInt(c, r)
	return c
}

// CopyPtr returns a new pointer to where p points.
func (b *Builder) CopyPtr(p Ptr) Ptr { return Ptr{b.CopyInt(p.reg)} }

// MovePtr lets p point where q does.
func (b *Builder) MovePtr(p, q Ptr) { b.MoveInt(p.reg, q.reg) }

// LoadPtr reads the pointer at m.
func (b *Builder) LoadPtr(p Ptr, m Mem) { b.LoadInt(p.reg, m) }

// StorePtr writes the pointer at m.
func (b *Builder) StorePtr(m Mem, p Ptr) { b.StoreInt(m, p.reg) }

// NewPtr returns a new pointer, without a value.
func (b *Builder) NewPtr() Ptr { return Ptr{b.NewInt()} }

// Advance moves a pointer n elements on.
func (b *Builder) Advance(p Ptr, n int) { b.AddConst(p.reg, 4*n) }

// AdvanceBytes moves a pointer r bytes on.
func (b *Builder) AdvanceBytes(p Ptr, r Int) { b.AddInt(p.reg, r) }

// NewLabel returns a label of its own.
func (b *Builder) NewLabel(name string) Label {
	b.labels++
	return Label(fmt.Sprintf("%s%d", name, b.labels))
}

// Loop runs body while n >= step, taking step off n each time: n ends as what is left.
func (b *Builder) Loop(n Int, step int, body func()) {
	loop, done := b.NewLabel("loop"), b.NewLabel("done")
	b.JumpIf(n, Less, step, done)
	b.Place(loop)
	body()
	b.AddConst(n, -step)
	b.JumpIf(n, AtLeast, step, loop)
	b.Place(done)
}

// If runs body when r compares with n so.
func (b *Builder) If(r Int, c Cond, n int, body func()) {
	skip := b.NewLabel("skip")
	b.JumpIf(r, c.not(), n, skip)
	body()
	b.Place(skip)
}

func (c Cond) not() Cond {
	return [...]Cond{Less: AtLeast, AtLeast: Less, Equal: NotEqual, NotEqual: Equal}[c]
}

// Halve folds the lanes of all of v, taken as one long vector, into v[0]'s lane 0 by a halving tree: with h half the
// number of lanes left, lane i becomes combine(lane i, lane i+h). len(v) is a power of two; the vectors are used up.
func (b *Builder) Halve(v []Vec, combine func(dst, lo, hi Vec)) { b.HalveTo(1, v, combine) }

// HalveTo is Halve until so many lanes are left, the first of v[0]; least is a power of two of at most Lanes.
func (b *Builder) HalveTo(least int, v []Vec, combine func(dst, lo, hi Vec)) {
	for n := len(v) / 2; n > 0; n /= 2 {
		for i := range n {
			combine(v[i], v[i], v[i+n])
		}
	}
	for h := b.Lanes() / 2; h >= least; h /= 2 {
		upper := b.Vec()
		b.Upper(upper, v[0], h)
		combine(v[0], v[0], upper)
	}
}

// Loaded returns x in a register: a new one if it is in memory.
func (b *Builder) Loaded(x Operand) Vec {
	if v, ok := x.(Vec); ok {
		return v
	}
	v := b.Vec()
	b.Load(v, x.(Mem))
	return v
}

// Set copies a register or loads a vector.
func (b *Builder) Set(dst Vec, x Operand) {
	if m, ok := x.(Mem); ok {
		b.Load(dst, m)
		return
	}
	b.Move(dst, x.(Vec))
}

package vector

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
	"github.com/mmcloughlin/avo/reg"
)

// x86 writes AVX2 or AVX-512 by way of avo, which allocates the registers and prints the file.
type x86 struct {
	isa     ISA
	ctx     *build.Context
	vecs    []reg.VecVirtual
	ints    []reg.GPVirtual
	masks   []reg.Register // AVX2: a vector of all-ones lanes; AVX-512: an opmask
	tails   []reg.Register
	statics map[string]bool // symbols of the file's constants
	ended   bool            // the function has its return
}

func newX86(isa ISA) *x86 {
	x := &x86{isa: isa, ctx: build.NewContext(), statics: map[string]bool{}}
	x.ctx.ConstraintExpr("!purego")
	return x
}

func (x *x86) begin(k Kernel, sig *gotypes.Signature) {
	x.ctx.Function(k.Name)
	x.ctx.Attributes(build.NOSPLIT)
	x.ctx.Signature(sig)
	x.ended = false
}

func (x *x86) finish() {
	if !x.ended {
		x.ret()
	}
}

func (x *x86) ret() {
	x.ctx.VZEROUPPER()
	x.ctx.RET()
	x.ended = true
}

// compile allocates registers and finds out which extensions each function requires.
func (x *x86) compile() (*ir.File, error) {
	f, err := x.ctx.Result()
	if err != nil {
		return nil, err
	}
	if err := pass.Compile.Execute(f); err != nil {
		return nil, err
	}
	return f, x.checkRegisters(f)
}

// checkRegisters returns an error if a function uses vector registers that the instruction set lacks: avo allocates all
// that AVX-512 has.
func (x *x86) checkRegisters(f *ir.File) error {
	for _, fn := range f.Functions() {
		for _, i := range fn.Instructions() {
			for _, r := range i.Registers() {
				p := reg.ToPhysical(r)
				if p != nil && r.Kind() == reg.KindVector && int(p.PhysicalIndex()) >= x.isa.Registers() {
					return fmt.Errorf("%s: more than %d registers are needed at once", fn.Name, x.isa.Registers())
				}
			}
		}
	}
	return nil
}

func (x *x86) text() ([]byte, error) {
	f, err := x.compile()
	if err != nil {
		return nil, fmt.Errorf("%v: %w", x.isa, err)
	}
	return printer.NewGoAsm(printer.Config{Name: "gen"}).Print(f)
}

func (x *x86) Comment(text string) { x.ctx.Comment(text) }

func (x *x86) Vec() Vec {
	var r reg.VecVirtual = x.ctx.YMM()
	if x.isa == AVX512 {
		r = x.ctx.ZMM()
	}
	x.vecs = append(x.vecs, r)
	return Vec{len(x.vecs) - 1}
}

func (x *x86) NewInt() Int {
	x.ints = append(x.ints, x.ctx.GP64())
	return Int{len(x.ints) - 1}
}

func (x *x86) vec(v Vec) reg.VecVirtual { return x.vecs[v.id] }

func (x *x86) gp(r Int) reg.GPVirtual { return x.ints[r.id] }

func (x *x86) mem(m Mem) operand.Mem {
	if m.literal != "" {
		return operand.NewDataAddr(operand.NewStaticSymbol(m.literal), 0)
	}
	o := operand.Mem{Base: x.gp(m.base), Disp: m.bytes}
	if m.index != nil {
		o.Index, o.Scale = x.gp(*m.index), uint8(m.scale)
	}
	return o
}

func (x *x86) op(y Operand) operand.Op {
	if m, ok := y.(Mem); ok {
		return x.mem(m)
	}
	return x.vec(y.(Vec))
}

func (x *x86) param(c gotypes.Component) Int {
	r := x.NewInt()
	x.ctx.Load(c, x.gp(r))
	return r
}

func (x *x86) Pointer(arg string) Ptr {
	c := x.ctx.Param(arg)
	if _, err := c.Base().Resolve(); err == nil {
		c = c.Base()
	}
	return Ptr{x.param(c)}
}

func (x *x86) Len(arg string) Int { return x.param(x.ctx.Param(arg).Len()) }

func (x *x86) Int(arg string) Int { return x.param(x.ctx.Param(arg)) }

func (x *x86) Float(arg string) Vec {
	b, err := x.ctx.Param(arg).Resolve()
	if err != nil {
		panic(err)
	}
	dst := x.Vec()
	x.ctx.VBROADCASTSS(b.Addr, x.vec(dst))
	return dst
}

func (x *x86) Return(v Vec) {
	result, err := x.ctx.ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	x.ctx.VMOVSS(x.vec(v).AsX(), result.Addr)
	x.ret()
}

// literal returns a constant of the file that holds words, adding it at its first use.
func (x *x86) literal(name string, words ...uint32) Mem {
	if !x.statics[name] {
		x.statics[name] = true
		x.ctx.StaticGlobal(name)
		x.ctx.DataAttributes(attr.RODATA | attr.NOPTR)
		for _, w := range words {
			x.ctx.AppendDatum(operand.U32(w))
		}
	}
	return Mem{literal: name}
}

func (x *x86) Const(c float32) Operand {
	if x.isa == AVX512 {
		v := x.Vec()
		x.Splat(v, c)
		return v
	}
	w := math.Float32bits(c)
	return x.literal(fmt.Sprintf("lanes_%08x", w), w, w, w, w, w, w, w, w)
}

func (x *x86) Addend(c float32) Operand { return x.Const(c) }

func (x *x86) Splat(dst Vec, c float32) {
	w := math.Float32bits(c)
	x.Broadcast(dst, x.literal(fmt.Sprintf("float_%08x", w), w))
}

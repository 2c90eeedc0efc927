package vector

// Vec is a virtual vector register of ISA.Lanes float32 (or as many int32).
type Vec struct{ id int }

// Int is a virtual general-purpose register of 64 bits.
type Int struct{ id int }

// Ptr is a virtual register that points at float32.
type Ptr struct{ reg Int }

// Mask holds one truth value a lane, the result of a comparison.
type Mask struct{ id int }

// Tail is a mask of the first n lanes, made from a count.
type Tail struct{ id int }

// Mem is a place in memory: the float32 (or int32) that lies offset elements past a pointer and, if indexed, scale*index bytes.
type Mem struct {
	base    Int
	index   *Int
	scale   int
	bytes   int
	literal string // a constant of the file instead of a pointer
}

// Operand is a Vec or a Mem: the place of a last operand that some instruction sets read from memory for nothing.
type Operand interface{ operand() }

func (Vec) operand() {}
func (Mem) operand() {}

// At returns the place i elements (float32) past p.
func (p Ptr) At(i int) Mem { return Mem{base: p.reg, bytes: 4 * i} }

// Index returns the place scale*i bytes past m; scale is 1, 2, 4 or 8. NEON adds it up in a register first.
func (m Mem) Index(i Int, scale int) Mem {
	m.index, m.scale = &i, scale
	return m
}

// Cond is a comparison of signed integers.
type Cond int

// The comparisons.
const (
	Less Cond = iota
	AtLeast
	Equal
	NotEqual
)

// Label is a place in the code to jump to.
type Label string

// Machine has the operations that each instruction set writes in its own way. In all of them the result comes first, and
// it may be one of the operands unless the comment says otherwise.
type Machine interface {
	// Vec returns a new vector register, without a value.
	Vec() Vec
	// NewInt returns a new general-purpose register, without a value.
	NewInt() Int
	// Comment writes a comment into the assembly.
	Comment(text string)

	// Pointer returns the start of a slice argument or the value of a pointer argument.
	Pointer(arg string) Ptr
	// Len returns the length of a slice argument.
	Len(arg string) Int
	// Int returns an argument of type int.
	Int(arg string) Int
	// Float returns a float32 argument in every lane.
	Float(arg string) Vec
	// Return ends the function and returns lane 0 of v.
	Return(v Vec)

	// Zero sets every lane to +0.
	Zero(dst Vec)
	// Splat sets every lane to x.
	Splat(dst Vec, x float32)
	// Const returns x in every lane as an operand: memory where registers are few, a register loaded here elsewhere.
	// Call it ahead of loops.
	Const(x float32) Operand
	// Addend is Const for what Horner adds: in memory where Horner starts from a copy of it, which a load makes without
	// taking a turn of the units that calculate.
	Addend(x float32) Operand
	// Broadcast sets every lane to the float32 at m.
	Broadcast(dst Vec, m Mem)
	// Move copies a register.
	Move(dst, x Vec)
	// Load reads a whole vector. No alignment is needed.
	Load(dst Vec, m Mem)
	// Store writes a whole vector. No alignment is needed.
	Store(m Mem, x Vec)
	// Prefetch asks for the cache line of m.
	Prefetch(m Mem)
	// Tail returns the mask of the first n lanes, n < Lanes.
	Tail(n Int) Tail
	// LoadTail reads the lanes of t and leaves dst's other lanes as they are. Nothing past the tail is touched.
	LoadTail(dst Vec, m Mem, t Tail)
	// TakeTail copies the lanes of t from x and leaves dst's other lanes as they are.
	TakeTail(dst, x Vec, t Tail)
	// StoreTail writes the lanes of t. Nothing past the tail is touched.
	StoreTail(m Mem, x Vec, t Tail)

	// Add is x + y.
	Add(dst, x Vec, y Operand)
	// Sub is x - y.
	Sub(dst, x Vec, y Operand)
	// Mul is x * y.
	Mul(dst, x Vec, y Operand)
	// Div is x / y.
	Div(dst, x Vec, y Operand)
	// Sqrt is the square root of x: NaN if x is negative, but -0 of -0.
	Sqrt(dst, x Vec)
	// Max is x if x > y, else y (so y if either is NaN).
	Max(dst, x Vec, y Operand)
	// Min is x if x < y, else y (so y if either is NaN).
	Min(dst, x Vec, y Operand)
	// MulAdd is acc = fma(x, y, acc).
	MulAdd(acc, x Vec, y Operand)
	// MulSub is acc = fma(-x, y, acc).
	MulSub(acc, x Vec, y Operand)
	// MulAddScalar is acc = fma(x, *m, acc) with the float32 at m in every lane.
	MulAddScalar(acc, x Vec, m Mem)
	// Horner returns fma(p, x, c), a step of Horner's rule. It uses up p: go on with the vector returned, as with append.
	Horner(p, x Vec, c Operand) Vec
	// Rint rounds to the nearest integer, halves to even.
	Rint(dst, x Vec)

	// ToInt32 converts lanes that hold integers in range of int32; others give some value that depends on the machine.
	ToInt32(dst, x Vec)
	// AddInt32 adds lanes as int32, wrapping.
	AddInt32(dst, x, y Vec)
	// ToFloat32 converts lanes that hold int32 of at most 24 bits.
	ToFloat32(dst, x Vec)
	// SubInt32 subtracts lanes as int32, wrapping.
	SubInt32(dst, x Vec, y Operand)
	// Xor is the exclusive or of the bits.
	Xor(dst, x Vec, y Operand)
	// Or is the inclusive or of the bits.
	Or(dst, x Vec, y Operand)
	// ShiftLeft32 shifts lanes left by n bits.
	ShiftLeft32(dst, x Vec, n int)
	// ShiftRight32 shifts lanes right by n bits, taking in copies of the sign.
	ShiftRight32(dst, x Vec, n int)

	// Greater is x > y.
	Greater(x Vec, y Operand) Mask
	// Less is x < y.
	Less(x Vec, y Operand) Mask
	// Within is least <= x and x < below.
	Within(x Vec, least, below Operand) Mask
	// GreaterInt32 is x > y of lanes as int32.
	GreaterInt32(x Vec, y Operand) Mask
	// Select is x where m holds, y elsewhere.
	Select(dst Vec, m Mask, x Operand, y Vec)
	// Keep is x where m holds, +0 elsewhere.
	Keep(dst Vec, m Mask, x Vec)
	// Count adds 1 to acc's lanes as int32 where m holds.
	Count(acc Vec, m Mask)
	// ZeroIfLess is +0 where x < y, v elsewhere.
	ZeroIfLess(dst, v, x Vec, y Operand)
	// Upper moves lanes h to 2h-1 into lanes 0 to h-1; h is a power of two below Lanes. The other lanes of dst are undefined.
	Upper(dst, x Vec, h int)

	// SetInt is r = n.
	SetInt(r Int, n int)
	// MoveInt is r = s.
	MoveInt(r, s Int)
	// AddInt is r += s.
	AddInt(r, s Int)
	// SubInt is r -= s.
	SubInt(r, s Int)
	// MulInt is r *= s.
	MulInt(r, s Int)
	// LoadInt32 reads the int32 at m.
	LoadInt32(r Int, m Mem)
	// LoadInt reads the int at m.
	LoadInt(r Int, m Mem)
	// StoreInt writes the int at m.
	StoreInt(m Mem, r Int)
	// AddConst is r += n.
	AddConst(r Int, n int)
	// AndConst is r &= n.
	AndConst(r Int, n int)
	// ShiftInt is r <<= n, or r >>= -n (unsigned) if n is negative.
	ShiftInt(r Int, n int)

	// Place puts a label here.
	Place(l Label)
	// Jump goes to l.
	Jump(l Label)
	// JumpIf goes to l if r compares with n so.
	JumpIf(r Int, c Cond, n int, l Label)
	// JumpIfInt goes to l if r compares with s so.
	JumpIfInt(r Int, c Cond, s Int, l Label)
}

package array

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

// A Kind is how the bits of a number are understood.
type Kind uint8

const (
	Float    Kind = iota + 1 // IEEE 754 binary16, binary32 or binary64
	BFloat                   // the upper half of a binary32
	Signed                   // two's complement
	Unsigned                 // binary
	Bool                     // 0 or 1
)

// A Type is how one number is held.
type Type struct {
	Kind      Kind
	Size      int  // bytes: 2, 4 or 8 of a Float, 2 of a BFloat, 1 to 8 of integers, 1 of a Bool
	BigEndian bool // the most significant byte comes first
}

// String returns NumPy's name of the type, "float16", and "bfloat16".
func (t Type) String() string {
	name := map[Kind]string{Float: "float", BFloat: "bfloat", Signed: "int", Unsigned: "uint", Bool: "bool"}[t.Kind]
	if t.Kind == Bool {
		return name
	}
	return name + strconv.Itoa(8*t.Size)
}

// bits returns the number that starts b.
func (t Type) bits(b []byte) uint64 {
	switch t.Size {
	case 1:
		return uint64(b[0])
	case 2:
		v := binary.LittleEndian.Uint16(b)
		if t.BigEndian {
			v = bits.ReverseBytes16(v)
		}
		return uint64(v)
	case 4:
		v := binary.LittleEndian.Uint32(b)
		if t.BigEndian {
			v = bits.ReverseBytes32(v)
		}
		return uint64(v)
	}
	v := binary.LittleEndian.Uint64(b)
	if t.BigEndian {
		v = bits.ReverseBytes64(v)
	}
	return v
}

// signed returns the bits of a Signed as the integer that they are.
func (t Type) signed(bits uint64) int64 {
	unused := 64 - 8*t.Size
	return int64(bits<<unused) >> unused
}

// float64 returns a Float or a BFloat, exactly.
func (t Type) float64(bits uint64) float64 {
	switch {
	case t.Kind == BFloat:
		return float64(math.Float32frombits(uint32(bits) << 16))
	case t.Size == 2:
		return float64(half(uint16(bits)))
	case t.Size == 4:
		return float64(math.Float32frombits(uint32(bits)))
	}
	return math.Float64frombits(bits)
}

// float32 returns the float32 that the bits stand for, with false where there is none.
// It keeps the payload of a NaN in a type that is no wider.
func (t Type) float32(bits uint64) (float32, bool) {
	switch t.Kind {
	case BFloat:
		return math.Float32frombits(uint32(bits) << 16), true
	case Signed:
		n := t.signed(bits)
		v := float32(n)
		return v, v < 1<<63 && int64(v) == n
	case Unsigned:
		v := float32(bits)
		return v, v < 1<<64 && uint64(v) == bits
	case Bool:
		return float32(bits), bits <= 1
	}
	switch t.Size {
	case 2:
		return half(uint16(bits)), true
	case 4:
		return math.Float32frombits(uint32(bits)), true
	}
	wide := math.Float64frombits(bits)
	v := float32(wide)
	return v, !math.IsInf(float64(v), 0) || math.IsInf(wide, 0)
}

// noFloat32 is the error for a number for which float32 is false.
func (t Type) noFloat32(row, column int, bits uint64) error {
	return fmt.Errorf("row %d, column %d: float32 cannot hold %s", row, column, t.text(bits))
}

// half widens a binary16, of 1, 5 and 10 bits, to a binary32, of 1, 8 and 23.
func half(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // zero and subnormal numbers, fraction·2^-24
		v := float32(fraction) * 0x1p-24
		return math.Float32frombits(sign | math.Float32bits(v))
	case 31: // infinity and NaN
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

// int returns the integer that the bits stand for, with false where an int holds none
// and where a float is no whole number or so large that the type has not all integers.
func (t Type) int(bits uint64) (int, bool) {
	switch t.Kind {
	case Signed:
		n := t.signed(bits)
		return int(n), int64(int(n)) == n
	case Unsigned:
		return int(bits), bits <= math.MaxInt
	case Bool:
		return int(bits), bits <= 1
	}
	v := t.float64(bits)
	if !(math.Abs(v) < float64(uint64(1)<<t.precision())) || v != math.Trunc(v) {
		return 0, false
	}
	n := int64(v)
	return int(n), int64(int(n)) == n
}

// precision is the number of bits of a float's significand: all integers below 2 to
// that power are numbers of the type, and no number below it is the rounding of another
// integer.
func (t Type) precision() int {
	switch {
	case t.Kind == BFloat:
		return 8
	case t.Size == 2:
		return 11
	case t.Size == 4:
		return 24
	}
	return 53
}

// noInt says of a number for which int is false what it is.
func (t Type) noInt() string {
	switch t.Kind {
	case Signed, Unsigned:
		return "beyond an int"
	case Bool:
		return "neither 0 nor 1"
	}
	return fmt.Sprintf("no whole number below 2^%d, which is what %s is sure of", t.precision(), t)
}

// text writes the number as an error shows it.
func (t Type) text(bits uint64) string {
	switch t.Kind {
	case Signed:
		return strconv.FormatInt(t.signed(bits), 10)
	case Unsigned, Bool:
		return strconv.FormatUint(bits, 10)
	}
	return strconv.FormatFloat(t.float64(bits), 'g', -1, 64)
}

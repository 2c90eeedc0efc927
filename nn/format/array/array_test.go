package array

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

var le = binary.LittleEndian

// of is an array of one column with the given bytes.
func of(t Type, data []byte) Array {
	return Array{Type: t, Shape: []int64{int64(len(data) / t.Size), 1}, Data: bytes.NewReader(data), Bytes: int64(len(data))}
}

// Every binary16 is the number that its three fields spell, in both byte orders.
func TestHalfIsItsFields(t *testing.T) {
	var small, big []byte
	for h := range 1 << 16 {
		small = le.AppendUint16(small, uint16(h))
		big = binary.BigEndian.AppendUint16(big, uint16(h))
	}
	got, err := of(Type{Float, 2, false}, small).Matrix()
	if err != nil {
		t.Fatal(err)
	}
	swapped, err := of(Type{Float, 2, true}, big).Matrix()
	if err != nil {
		t.Fatal(err)
	}
	for h := range 1 << 16 {
		sign, exponent, fraction := 1-2*float64(h>>15), h>>10&31, float64(h&1023)
		var want float64
		switch {
		case exponent == 0:
			want = math.Copysign(math.Ldexp(fraction, -24), sign)
		case exponent < 31:
			want = math.Copysign(math.Ldexp(1024+fraction, exponent-25), sign)
		case fraction == 0:
			want = math.Inf(int(sign))
		default:
			want = math.NaN()
		}
		g := got.Data[h]
		if same := math.Float32bits(g) == math.Float32bits(float32(want)); !same && !(want != want && g != g) {
			t.Fatalf("%#x: got %v, want %v", h, g, want)
		}
		if math.Float32bits(g) != math.Float32bits(swapped.Data[h]) || math.Signbit(float64(g)) != (h>>15 == 1) {
			t.Fatalf("%#x: %v, swapped %v", h, g, swapped.Data[h])
		}
	}
}

// A number is rounded to the nearest float32, ties to even, or refused by its row.
func TestMatrixNumbers(t *testing.T) {
	f8 := func(v float64) []byte { return le.AppendUint64(nil, math.Float64bits(v)) }
	i8 := func(v int64) []byte { return le.AppendUint64(nil, uint64(v)) }
	double, signed, unsigned := Type{Float, 8, false}, Type{Signed, 8, false}, Type{Unsigned, 8, false}
	negative := math.Copysign(0, -1)
	for _, c := range []struct {
		typ  Type
		data []byte
		want float64 // NaN: refused
	}{
		{double, f8(1 + 0x1p-24), 1},
		{double, f8(1 + 0x3p-24), 1 + 0x1p-22},
		{double, f8(1 + 0x1p-24 + 0x1p-52), 1 + 0x1p-23},
		{double, f8(0x1p-149), 0x1p-149},
		{double, f8(0x1p-150), 0},
		{double, f8(negative), negative},
		{double, f8(-1e-300), negative},
		{double, f8(math.MaxFloat32), math.MaxFloat32},
		{double, f8(-0x1.fffffefffffffp127), -math.MaxFloat32},
		{double, f8(0x1.ffffffp127), math.NaN()},
		{double, f8(-1e300), math.NaN()},
		{double, f8(math.Inf(-1)), math.Inf(-1)},
		{Type{BFloat, 2, false}, []byte{0xc0, 0xbf}, -1.5},
		{Type{BFloat, 2, true}, []byte{0xbf, 0xc0}, -1.5},
		{Type{Signed, 1, false}, []byte{0x80}, -128},
		{Type{Unsigned, 2, true}, []byte{1, 2}, 258},
		{signed, i8(-1 << 63), -0x1p63},
		{signed, i8(1<<24 + 2), 1<<24 + 2},
		{signed, i8(1<<24 + 1), math.NaN()},
		{signed, i8(math.MaxInt64), math.NaN()},
		{unsigned, i8(-1), math.NaN()},
		{unsigned, i8(-1 << 63), 0x1p63},
		{Type{Bool, 1, false}, []byte{1}, 1},
		{Type{Bool, 1, false}, []byte{2}, math.NaN()},
	} {
		m, err := of(c.typ, append(make([]byte, c.typ.Size), c.data...)).Matrix()
		switch {
		case c.want != c.want:
			if err == nil || !strings.Contains(err.Error(), "row 1, column 0: float32 cannot hold") || m.Data != nil {
				t.Errorf("%s %x: %v, %v", c.typ, c.data, m, err)
			}
		case err != nil:
			t.Errorf("%s %x: %v", c.typ, c.data, err)
		case m.Data[1] != float32(c.want) || math.Signbit(float64(m.Data[1])) != math.Signbit(c.want):
			t.Errorf("%s %x: got %v, want %v", c.typ, c.data, m.Data[1], c.want)
		}
	}
}

func TestNaNsAndInfinitiesStay(t *testing.T) {
	nan := le.AppendUint64(nil, math.Float64bits(math.NaN()))
	m, err := of(Type{Float, 8, false}, nan).Matrix()
	if err != nil || m.Data[0] == m.Data[0] {
		t.Errorf("got %v, %v", m, err)
	}
	m, err = of(Type{Float, 4, false}, le.AppendUint32(nil, 0xffc12345)).Matrix()
	if err != nil || math.Float32bits(m.Data[0]) != 0xffc12345 {
		t.Errorf("got %v, %v", m, err)
	}
}

// Integers come as they are from whatever holds them, unless they may be another's.
func TestInts(t *testing.T) {
	f := func(v float64) []byte { return le.AppendUint32(nil, math.Float32bits(float32(v))) }
	single, half := Type{Float, 4, false}, Type{Float, 2, false}
	for _, c := range []struct {
		typ  Type
		data []byte
		want int // -1: refused
	}{
		{single, f(7), 7}, {single, f(math.Copysign(0, -1)), 0}, {single, f(-3), -3},
		{single, f(1.5), -1}, {single, f(math.NaN()), -1}, {single, f(math.Inf(1)), -1},
		{single, f(1<<24 - 1), 1<<24 - 1}, {single, f(1 << 24), -1}, {single, f(-1 << 24), -1},
		{half, []byte{0xff, 0x67}, 2047}, {half, []byte{0x00, 0x68}, -1},
		{Type{BFloat, 2, false}, []byte{0x7f, 0x43}, 255}, {Type{BFloat, 2, false}, []byte{0x80, 0x43}, -1},
		{Type{Float, 8, true}, []byte{0x40, 0x08, 0, 0, 0, 0, 0, 0}, 3},
		{Type{Signed, 4, true}, []byte{0xff, 0xff, 0xff, 0xfe}, -2},
		{Type{Unsigned, 8, false}, []byte{0, 0, 0, 0, 0, 0, 0, 0x80}, -1},
		{Type{Bool, 1, false}, []byte{1}, 1}, {Type{Bool, 1, false}, []byte{3}, -1},
	} {
		v, err := of(c.typ, append(make([]byte, c.typ.Size), c.data...)).Ints()
		if c.want == -1 {
			if err == nil || !strings.Contains(err.Error(), "row 1: ") || v != nil {
				t.Errorf("%s %x: %v, %v", c.typ, c.data, v, err)
			}
		} else if err != nil || v[1] != c.want {
			t.Errorf("%s %x: got %v, %v, want %d", c.typ, c.data, v, err, c.want)
		}
	}
}

// Dimensions of one are left out, the last first; the first of the others is the rows.
func TestSqueeze(t *testing.T) {
	for _, c := range []struct {
		shape        []int64
		rows, cols   int // 0: refused
		columnsFirst bool
		want         []float32
	}{
		{[]int64{2, 3}, 2, 3, false, []float32{0, 1, 2, 3, 4, 5}},
		{[]int64{2, 3}, 2, 3, true, []float32{0, 2, 4, 1, 3, 5}},
		{[]int64{1, 2, 1, 3, 1}, 2, 3, true, []float32{0, 2, 4, 1, 3, 5}},
		{[]int64{6, 1, 1}, 6, 1, false, nil},
		{[]int64{1, 1, 6}, 1, 6, false, nil},
		{[]int64{1, 6}, 1, 6, true, nil},
		{[]int64{6}, 0, 0, false, nil},
		{[]int64{}, 0, 0, false, nil},
		{[]int64{1, 2, 3, 1, 4}, 0, 0, false, nil},
	} {
		data := []byte{0, 1, 2, 3, 4, 5}
		a := Array{Type{Unsigned, 1, false}, c.shape, c.columnsFirst, bytes.NewReader(data), 6}
		m, err := a.Matrix()
		if c.rows == 0 {
			if err == nil || !strings.Contains(err.Error(), "want two dimensions") {
				t.Errorf("%v: %v, %v", c.shape, m, err)
			}
			continue
		}
		if err != nil || m.Rows != c.rows || m.Cols != c.cols || m.Stride != c.cols || c.want != nil && !slices.Equal(m.Data, c.want) {
			t.Errorf("%v: %v, %v", c.shape, m, err)
		}
	}
}

// More elements than are converted at once, cut and prolonged behind the back.
func TestDataThatChanges(t *testing.T) {
	const n = 3*bufferSize/8 + 5
	var data []byte
	for i := range n {
		data = le.AppendUint64(data, uint64(i))
	}
	a := of(Type{Signed, 8, false}, data)
	v, err := a.Ints()
	for i := range v {
		if v[i] != i {
			t.Fatalf("element %d is %d", i, v[i])
		}
	}
	if err != nil || len(v) != n {
		t.Fatalf("%d elements, %v", len(v), err)
	}
	a.Data = io.LimitReader(bytes.NewReader(data), int64(len(data)-1))
	if _, err := a.Ints(); err != errShorter {
		t.Errorf("cut: %v", err)
	}
	a.Data = io.MultiReader(bytes.NewReader(data), strings.NewReader("x"))
	if _, err := a.Matrix(); err != errLonger {
		t.Errorf("prolonged: %v", err)
	}
}

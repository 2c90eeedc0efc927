package adapt

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/eval/retrieval"
)

// heads are of every kind, from 6 values to as many and to 4, trained as it were.
func heads(t *testing.T) map[string]*Head {
	t.Helper()
	all := map[string]*Head{}
	for _, kind := range Kinds {
		for out, base := range map[int]blas32.General{6: identity(6), 4: drawnRows(1, 6, 4)} {
			h, err := newHead(kind, base, 3, 5, 0)
			if err != nil {
				t.Fatal(err)
			}
			moved(h)
			all[fmt.Sprintf("%s to %d", kind, out)] = h
		}
	}
	return all
}

// shake gives the parameters of a head other values.
func moved(h *Head) {
	for i, p := range h.params {
		copy(p.Value, drawnRows(uint64(i)+20, 1, len(p.Value)).Data)
	}
}

// drawn is a matrix of normal numbers.
func drawnRows(seed uint64, rows, cols int) blas32.General {
	x, r := matrix.New(rows, cols), portable.NewRand(seed)
	for i := range x.Data {
		x.Data[i] = float32(r.Normal())
	}
	return x
}

// atOnce is what a head yields for all rows in one block.
func atOnce(t *testing.T, h *Head, z blas32.General) blas32.General {
	t.Helper()
	u, err := unit("rows", z)
	if err != nil {
		t.Fatal(err)
	}
	y := matrix.New(z.Rows, h.Out())
	h.apply(1, y, u)
	if err := matrix.Unit(y, y, make([]float32, y.Rows)); err != nil {
		t.Fatal(err)
	}
	return y
}

// sameBits fails unless two matrices have the same bits, whatever their strides.
func sameBits(t *testing.T, what string, got, want blas32.General) {
	t.Helper()
	for i := range want.Rows {
		for j, v := range matrix.Row(want, i) {
			if g := matrix.Row(got, i)[j]; math.Float32bits(g) != math.Float32bits(v) {
				t.Fatalf("%s: row %d, column %d is %v, want %v", what, i, j, g, v)
			}
		}
	}
}

// Rows have the same bits however many are mapped at once, and by however many.
func TestBlocksChangeNoBit(t *testing.T) {
	z := drawnRows(2, 61, 6)
	for i := range 20 { // some of which have unit length
		row := matrix.Row(z, 3*i)
		if err := unitRow(row, row); err != nil {
			t.Fatal(err)
		}
	}
	for name, h := range heads(t) {
		want := atOnce(t, h, z)
		for _, size := range []int{1, 2, 7, 60, 61, 1000} {
			for _, threads := range []int{0, 1, 3} {
				m := h.Map(retrieval.Matrix(z))
				m.atOnce = size
				got := matrix.New(0, h.Out())
				err := m.Each(t.Context(), threads, func(rows blas32.General, bad []*matrix.RowError) error {
					got.Data, got.Rows = append(got.Data, rows.Data...), got.Rows+rows.Rows
					return nil
				})
				if err != nil || got.Rows != z.Rows {
					t.Fatalf("%s: %d rows, %v", name, got.Rows, err)
				}
				sameBits(t, fmt.Sprintf("%s, %d at once, %d threads", name, size, threads), got, want)
			}
		}
		gapped := matrix.Columns(matrix.New(z.Rows, h.Out()+3), 2, h.Out()+2)
		if err := h.Apply(2, gapped, z); err != nil {
			t.Fatal(err)
		}
		sameBits(t, name+", with gaps", gapped, want)
	}
}

// What Apply yields is the formula of the head, also behind the first block.
func TestApplyIsTheFormula(t *testing.T) {
	all := heads(t)
	wide, err := newHead(MLP, drawnRows(1, 900, 700), 0, 5, 0)
	if err != nil {
		t.Fatal(err)
	}
	moved(wide)
	all["wide"] = wide
	for name, h := range all {
		z := drawnRows(2, blockBytes/(4*900)+5, h.In())
		y := matrix.New(z.Rows, h.Out())
		if err := h.Apply(2, y, z); err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, z.Rows - 1} {
			want := formula(h, matrix.Row(z, i))
			for j, v := range matrix.Row(y, i) {
				if !(math.Abs(float64(v)-want[j]) < 1e-5) {
					t.Errorf("%s: row %d, column %d is %v, want %v", name, i, j, v, want[j])
				}
			}
		}
	}
}

// formula is the head of a row, at unit length before and after it, in float64.
func formula(h *Head, row []float32) []float64 {
	z := make([]float64, len(row))
	for i, v := range row {
		z[i] = float64(v)
	}
	times := func(x []float64, w blas32.General) []float64 {
		y := make([]float64, w.Cols)
		for i, v := range x {
			for j, w := range matrix.Row(w, i) {
				y[j] += float64(v * float64(w))
			}
		}
		return y
	}
	unitRow64(z)
	y := times(z, h.base)
	var more []float64
	switch h.kind {
	case Linear:
		more = times(z, matrixOf(h.params[0]))
	case LowRank:
		more = times(times(z, matrixOf(h.params[0])), matrixOf(h.params[1]))
	case MLP:
		hidden := times(z, matrixOf(h.params[0]))
		for i, b := range h.params[1].Value {
			hidden[i] = max(hidden[i]+float64(b), 0)
		}
		more = times(hidden, matrixOf(h.params[2]))
	}
	for j, v := range more {
		y[j] += v
	}
	unitRow64(y)
	return y
}

func unitRow64(x []float64) {
	square := 0.0
	for _, v := range x {
		square += float64(v * v)
	}
	for i := range x {
		x[i] /= math.Sqrt(square)
	}
}

// A head that changes nothing yields the unit rows: those that are such already to the bit.
func TestApplyOfIdentity(t *testing.T) {
	z := drawnRows(2, 30, 6)
	u, err := unit("rows", z)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range Kinds {
		h, err := newHead(kind, identity(6), 2, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string]blas32.General{"long": z, "unit": u} {
			y := matrix.New(30, 6)
			if err := h.Apply(1, y, x); err != nil {
				t.Fatal(err)
			}
			sameBits(t, kind+" of "+name+" rows", y, u)
		}
		y := matrix.New(1, 6) // as the product with the identity has it
		h.project(1, y, matrix.Of([]float32{1, float32(math.Copysign(0, -1)), 0, 3, 4, 5}, 1, 6))
		if math.Signbit(float64(y.Data[1])) || y.Data[3] != 3 {
			t.Errorf("%v", y.Data)
		}
	}
}

// A Mapped is of the head as it was, and fit for others who search.
func TestMappedStays(t *testing.T) {
	z := drawnRows(2, 9, 6)
	for name, h := range heads(t) {
		want := atOnce(t, h, z)
		m := h.Map(retrieval.Matrix(z))
		for _, p := range h.params {
			clear(p.Value)
		}
		got := matrix.New(4, h.Out())
		if err := m.Read(got, 5); err != nil || m.Len() != 9 || m.Dim() != h.Out() {
			t.Fatal(err)
		}
		sameBits(t, name, got, matrix.Rows(want, 5, 9))
	}
}

var nan = float32(math.NaN())

// Rows without direction are told, before the head and after it, and are zeros.
func TestApplyBadRows(t *testing.T) {
	h, err := newHead(LowRank, identity(3), 1, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	copy(h.params[0].Value, []float32{1, 0, 0}) // z - z e₀e₀ᵀ: nothing is left of e₀
	copy(h.params[1].Value, []float32{-1, 0, 0})
	z := matrix.Of([]float32{1, 2, 3, 0, nan, 1, 5, 0, 0, 3, 1, 1, 0, 0, 0}, 5, 3)
	want := []*matrix.RowError{{Row: 1, Why: "NaN in column 1"}, {Row: 2, Why: "by the head: all zeros, which has no direction"}, {Row: 4, Why: "all zeros, which has no direction"}}
	for _, size := range []int{1, 2, 9} {
		m := h.Map(retrieval.Matrix(z))
		m.atOnce = size
		var bad []*matrix.RowError
		row := 0
		err := m.Each(t.Context(), 2, func(rows blas32.General, more []*matrix.RowError) error {
			bad = append(bad, more...)
			for i := range rows.Rows {
				y := matrix.Row(rows, i)
				if zeros := y[0] == 0 && y[1] == 0 && y[2] == 0; zeros != (row == 1 || row == 2 || row == 4) {
					t.Errorf("row %d is %v", row, y)
				}
				row++
			}
			return nil
		})
		if err != nil || !reflect.DeepEqual(bad, want) {
			t.Errorf("%d at once: %v, %v", size, bad, err)
		}
	}
	y := matrix.New(5, 3)
	for range 10 {
		if err := h.Apply(2, y, z); !reflect.DeepEqual(err, error(want[0])) {
			t.Errorf("%v, want %v", err, want[0])
		}
	}
	if err := h.Apply(2, matrix.Rows(y, 0, 1), matrix.Rows(z, 2, 3)); err == nil || err.Error() != "row 0: "+want[1].Why {
		t.Errorf("%v", err)
	}
}

func TestApplyPanics(t *testing.T) {
	h := heads(t)["mlp to 4"]
	for name, call := range map[string]func(){
		"z":    func() { h.Apply(1, matrix.New(2, 4), matrix.New(2, 5)) },
		"rows": func() { h.Apply(1, matrix.New(3, 4), matrix.New(2, 6)) },
		"dst":  func() { h.Apply(1, matrix.New(2, 6), matrix.New(2, 6)) },
		"map":  func() { h.Map(retrieval.Matrix(matrix.New(2, 4))) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s of another shape was taken", name)
				}
			}()
			call()
		}()
	}
}

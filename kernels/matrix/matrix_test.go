package matrix

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// gapped is a matrix of 3×2 with a gap of one element between its rows and none
// behind the last.
func gapped() blas32.General {
	return blas32.General{Rows: 3, Cols: 2, Stride: 3, Data: []float32{1, 2, -1, 3, 4, -1, 5, 6}}
}

func TestViews(t *testing.T) {
	x := gapped()
	if r := Row(x, 2); len(r) != 2 || r[0] != 5 {
		t.Errorf("row 2 is %v", r)
	}
	for lo := range 4 {
		for hi := lo; hi <= 3; hi++ {
			part := Rows(x, lo, hi)
			if part.Rows != hi-lo {
				t.Errorf("rows %d to %d: %d rows", lo, hi, part.Rows)
			}
			for i := range part.Rows {
				if Row(part, i)[1] != Row(x, lo+i)[1] {
					t.Errorf("rows %d to %d: row %d is %v", lo, hi, i, Row(part, i))
				}
			}
		}
	}
	if c := Columns(x, 1, 2); c.Cols != 1 || Row(c, 1)[0] != 4 {
		t.Errorf("column 1 is %+v", c)
	}
	if n := New(2, 3); n.Stride != 3 || len(n.Data) != 6 {
		t.Errorf("New(2, 3) is %+v", n)
	}
}

func TestMemoryIsUsedAgain(t *testing.T) {
	x := New(4, 5)
	if y := Resize(x, 2, 3); &y.Data[0] != &x.Data[0] || y.Rows != 2 || y.Stride != 3 {
		t.Errorf("a smaller matrix is %+v", y)
	}
	if y := Resize(x, 5, 5); len(y.Data) != 25 {
		t.Errorf("a larger matrix has %d elements", len(y.Data))
	}
	if e := Extend([]int{7}, 3); len(e) != 3 || e[0] != 7 || e[2] != 0 || len(Extend(e, 2)) != 3 {
		t.Errorf("extended to %v", e)
	}
}

// TestUnit gives rows their length in place and beside, and a row of one element
// exactly ±1.
func TestUnit(t *testing.T) {
	x, norms := gapped(), make([]float32, 3)
	if err := Unit(x, x, norms); err != nil {
		t.Fatal(err)
	}
	if norms[1] != 5 || x.Data[3] != 3./5 || x.Data[2] != -1 {
		t.Errorf("norms %v, rows %v", norms, x.Data)
	}
	if err := CheckUnit(x); err != nil {
		t.Error(err)
	}
	one, unit := Of([]float32{-3e-9}, 1, 1), New(1, 1)
	if err := Unit(unit, one, norms[:1]); err != nil || unit.Data[0] != -1 {
		t.Errorf("%v, %v", unit.Data, err)
	}
}

func TestRowsWithoutDirection(t *testing.T) {
	inf, nan := float32(math.Inf(-1)), float32(math.NaN())
	for why, bad := range map[string][]float32{
		"NaN in column 1":      {1, nan},
		"infinity in column 0": {inf, nan},
		"all zeros":            {0, 0},
		"too short":            {1e-30, 0},
		"overflows":            {1e30, 1e30},
	} {
		x := New(3, 2)
		copy(x.Data, []float32{1, 0, 0, 2})
		copy(Row(x, 2), bad)
		for name, err := range map[string]error{"beside": Unit(New(3, 2), x, make([]float32, 3)), "in place": Unit(x, x, make([]float32, 3))} {
			var row *RowError
			if !errors.As(err, &row) || row.Row != 2 || !strings.Contains(err.Error(), "row 2: ") || !strings.Contains(row.Why, why) {
				t.Errorf("%s, %s: error %v", why, name, err)
			}
		}
	}
}

func TestCheckUnit(t *testing.T) {
	for _, length := range []float32{1.002, 0.998, 0, float32(math.NaN())} {
		err := CheckUnit(Of([]float32{1, 0, 0, length}, 2, 2))
		if err == nil || !strings.Contains(err.Error(), "row 1: not a unit vector") {
			t.Errorf("length %v: error %v", length, err)
		}
	}
	if err := CheckUnit(Of([]float32{1.0005, 0}, 1, 2)); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	if err := Check(gapped()); err != nil {
		t.Error(err)
	}
	short, narrow, endless := gapped(), gapped(), gapped()
	short.Data = short.Data[:7]
	narrow.Stride = 1
	endless.Rows = math.MaxInt
	for want, x := range map[string]blas32.General{
		"0×3, has no elements":                New(0, 3),
		"3×0, has no elements":                New(3, 0),
		"7 numbers are not 3×2 with stride 3": short,
		"8 numbers are not 3×2 with stride 1": narrow,
		"with stride 3":                       endless,
		"0 numbers are not 1×2":               {Rows: 1, Cols: 2, Stride: 2},
	} {
		if err := Check(x); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestCheckFinite does not look between the rows, and takes rows of zeros.
func TestCheckFinite(t *testing.T) {
	nan := float32(math.NaN())
	x := blas32.General{Rows: 2, Cols: 2, Stride: 3, Data: []float32{0, 0, nan, 1, 2}}
	if err := CheckFinite(x); err != nil {
		t.Error(err)
	}
	for v, why := range map[float32]string{nan: "NaN in column 1", float32(math.Inf(1)): "infinity in column 1"} {
		x.Data[4] = v
		var row *RowError
		if err := CheckFinite(x); !errors.As(err, &row) || *row != (RowError{1, why}) {
			t.Errorf("error %v, want %q in row 1", err, why)
		}
	}
}

func TestOffset(t *testing.T) {
	var row *RowError
	err := Offset(10, fmt.Errorf("z %w", &RowError{3, "all zeros"}))
	if !errors.As(err, &row) || *row != (RowError{13, "all zeros"}) {
		t.Errorf("error %v", err)
	}
	for _, err := range []error{nil, errors.ErrUnsupported} {
		if got := Offset(10, err); got != err {
			t.Errorf("%v becomes %v", err, got)
		}
	}
}

func TestUnitPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic for too few norms")
		}
	}()
	Unit(New(2, 2), New(2, 2), make([]float32, 1))
}

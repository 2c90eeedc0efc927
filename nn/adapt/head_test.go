package adapt

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// TestHeadsBeginAsTheBase: every head of every tower yields what the base does, to the bit.
func TestHeadsBeginAsTheBase(t *testing.T) {
	z := normal(9, 6, 1)
	projection, err := Project(z, 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range []blas32.General{identity(6), projection} {
		want := matrix.New(9, base.Cols)
		kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, z, base, 0, want)
		kinds(func(name string, change func(*Trainer)) {
			s := quick(change).Settings
			a, err := newAdapter(s, base)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range []*Head{a.Query, a.Corpus} {
				got := matrix.New(9, base.Cols)
				h.apply(1, got, z)
				if !slices.Equal(got.Data, want.Data) || h.In() != 6 || h.Out() != base.Cols {
					t.Errorf("%s from 6 to %d: %v, want %v", name, base.Cols, got.Data, want.Data)
				}
			}
		})
	}
	if a := identity(6); !isIdentity(a) || isIdentity(projection) || isIdentity(matrix.New(6, 6)) {
		t.Error("the identity is not told from others")
	}
}

// TestIdentityChangesNothing: rows are passed on as they are, not even rounded.
func TestIdentityChangesNothing(t *testing.T) {
	a, err := newAdapter(Defaults(), identity(5))
	if err != nil {
		t.Fatal(err)
	}
	z := normal(3, 5, 2) // not of unit length: who rounds would be seen
	y, err := mapped(1, a.Query, z, a.Query.Out())
	if err != nil || &y.Data[0] != &z.Data[0] {
		t.Errorf("%v, %v, want the rows themselves", y.Data, err)
	}
	a.Query.last().Value[7] = 0.5
	if y, err = mapped(1, a.Query, z, a.Query.Out()); err != nil || slices.Equal(y.Data, z.Data) {
		t.Errorf("%v, %v of a head that is trained", y.Data, err)
	}
}

// TestTowers: which numbers are trained, and that two towers do not begin with the same
// first layers.
func TestTowers(t *testing.T) {
	for _, c := range []struct {
		towers Towers
		head   string
		params int
	}{
		{Query, "linear", 1}, {Shared, "linear", 1}, {Two, "linear", 2},
		{Query, "lowrank:2", 2}, {Two, "lowrank:2", 4}, {Shared, "mlp", 3}, {Two, "mlp", 6},
	} {
		s := Defaults()
		s.Head, s.Towers = c.head, c.towers
		a, err := newAdapter(s, identity(4))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(a.params()); n != c.params {
			t.Errorf("%s, %s: %d parameters, want %d", c.head, c.towers, n, c.params)
		}
		if (a.Query == a.Corpus) != (c.towers == Shared) {
			t.Errorf("%s, %s: one head for both: %v", c.head, c.towers, a.Query == a.Corpus)
		}
		if c.towers == Two && c.head != "linear" && slices.Equal(a.Query.params[0].Value, a.Corpus.params[0].Value) {
			t.Errorf("%s: both towers begin with the same first layer", c.head)
		}
		for _, p := range a.params() {
			if p.Decay != (p == a.Query.last() || p == a.Corpus.last()) {
				t.Errorf("%s, %s: decay of %s is %v", c.head, c.towers, p.Name, p.Decay)
			}
		}
	}
}

// TestApply: rows of any length go to unit length before the head and after it.
func TestApply(t *testing.T) {
	z := normal(7, 6, 3)
	for i := range z.Rows {
		for j := range matrix.Row(z, i) {
			matrix.Row(z, i)[j] *= float32(i + 1)
		}
	}
	kinds(func(name string, change func(*Trainer)) {
		h := shaken(t, quick(change).Settings, 6).Query
		got := matrix.New(7, h.Out())
		before := slices.Clone(z.Data)
		if err := h.Apply(2, got, z); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(z.Data, before) {
			t.Errorf("%s: Apply changed its rows", name)
		}
		r := referenceOf(h)
		for i := range z.Rows {
			want := unit64(r.apply(unit64(widen(matrix.Row(z, i)))))
			for j, v := range matrix.Row(got, i) {
				if math.Abs(float64(v)-want[j]) > 1e-5 {
					t.Errorf("%s: row %d is %v, want %v", name, i, matrix.Row(got, i), want)
					break
				}
			}
		}
	})
}

// TestApplyNamesRows: rows without a direction, before the head and after it, are named.
func TestApplyNamesRows(t *testing.T) {
	s := Defaults()
	a, err := newAdapter(s, identity(3))
	if err != nil {
		t.Fatal(err)
	}
	bad := normal(4, 3, 4)
	clear(matrix.Row(bad, 2))
	a3 := normal(4, 3, 4)
	copy(matrix.Row(a3, 1), []float32{0, 0, 2})
	flat, err := newAdapter(s, identity(3))
	if err != nil {
		t.Fatal(err)
	}
	flat.Query.last().Value[8] = -1 // takes the third value out
	for _, c := range []struct {
		what string
		head *Head
		z    blas32.General
		row  int
	}{{"before", a.Query, bad, 2}, {"after", flat.Query, a3, 1}} {
		err := c.head.Apply(1, matrix.New(4, 3), c.z)
		var row *matrix.RowError
		if !errors.As(err, &row) || row.Row != c.row {
			t.Errorf("%s the head: %v, want row %d", c.what, err, c.row)
		}
	}
}

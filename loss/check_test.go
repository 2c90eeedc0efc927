package loss

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestBadProblems says what does not fit.
func TestBadProblems(t *testing.T) {
	ones := func(n, d int) blas32.General { return spoiled(n, d, 0, 1) }
	softmax, classes := Contrastive{Tau: 0.2}, SupCon{Tau: 0.2}
	others := Over(softmax, Selection{OtherClass: true})
	with := func(p Problem, change func(p *Problem)) Problem { change(&p); return p }
	labels := func(n int) func(*Problem) { return func(p *Problem) { p.Labels = make([]int, n) } }
	extra := func(z blas32.General) func(*Problem) { return func(p *Problem) { p.Extra = z } }
	batch, bank := InBatch(ones(3, 4), ones(3, 4)), Bank(ones(2, 4), ones(5, 4), []int{0, 1})
	for _, c := range []struct {
		l     Loss
		p     Problem
		words []string
	}{
		{softmax, Problem{}, []string{"no problem", "InBatch"}},
		{softmax, Views(ones(6, 4), 0), []string{"views without pairs", "by class"}},
		{softmax, Views(ones(6, 4), 2), []string{"6 rows", "2 pairs"}},
		{softmax, Views(ones(6, 4), 4), []string{"6 rows", "4 pairs"}},
		{softmax, Views(ones(6, 4), -3), []string{"6 rows", "-3 pairs"}},
		{softmax, Views(ones(6, 4), math.MaxInt), []string{"6 rows"}},
		{softmax, Views(blas32.General{}, 0), []string{"z: 0×0"}},
		{classes, batch, []string{"0 labels, want 3"}},
		{classes, with(batch, labels(6)), []string{"6 labels, want 3"}},
		{others, with(batch, labels(2)), []string{"2 labels, want 3"}},
		{others, with(Views(ones(6, 4), 3), labels(6)), []string{"6 labels, want 3"}},
		{classes, with(Views(ones(6, 4), 0), labels(3)), []string{"3 labels, want 6"}},
		{classes, with(Views(ones(3, 4), 0), func(p *Problem) { p.Labels = []int{7, -2, 7} }), []string{"anchor 1", "label -2"}},
		{others, with(bank, labels(2)), []string{"2 labels, want 5"}},
		{softmax, with(Symmetric(ones(3, 4), ones(3, 4)), extra(ones(3, 4))), []string{"symmetric", "no extra negatives", "Cross(z0, z1)", "Cross(z1, z0)"}},
		{softmax, with(batch, extra(ones(3, 5))), []string{"extra has 5 columns", "4"}},
		{softmax, with(batch, extra(ones(4, 4))), []string{"extra has 4 rows", "multiple of the 3 pairs"}},
		{softmax, with(bank, extra(ones(3, 4))), []string{"extra has 3 rows", "multiple of the 2 pairs"}},
		{softmax, with(batch, extra(blas32.General{Rows: -3, Cols: 4, Stride: 4})), []string{"extra: -3×4"}},
		{softmax, with(batch, extra(blas32.General{Rows: 3, Cols: 0, Stride: 4})), []string{"extra: 3×0"}},
		{softmax, with(batch, extra(blas32.General{Rows: 3, Cols: 4, Stride: 4})), []string{"extra: 0 numbers"}},
	} {
		_, err := Compute(c.l, c.p)
		wantError(t, label("", c.l), err, c.words...)
	}
	// Negatives that a selection drops are there all the same.
	p := with(InBatch(ones(2, 4), ones(2, 4)), labels(2))
	for _, l := range []Loss{others, Over(Simple{}, Selection{OtherClass: true}), Over(Triplet{}, Selection{OtherClass: true})} {
		if _, err := Compute(l, p); err != ErrNoAnchors {
			t.Errorf("%s, all of one class: error %v, want ErrNoAnchors", Name(l), err)
		}
	}
}

// TestHugeShapes are errors where products of rows and strides overflow, and no panic.
func TestHugeShapes(t *testing.T) {
	good := spoiled(3, 4, 0, 1)
	data := make([]float32, 12)
	for _, z := range []blas32.General{
		{Rows: 3, Cols: 4, Stride: 1 << 61, Data: data},
		{Rows: 5, Cols: 4, Stride: 1 << 62, Data: data}, // 4 times which is 0 in 64 bits
		{Rows: 3, Cols: 4, Stride: math.MaxInt, Data: data},
		{Rows: math.MaxInt, Cols: 4, Stride: 4, Data: data},
		{Rows: 1<<61 + 1, Cols: 4, Stride: 8, Data: data}, // 2^61 times which is 0
		{Rows: 3, Cols: math.MaxInt, Stride: math.MaxInt, Data: data},
		{Rows: 1, Cols: 1 << 62, Stride: 1 << 62, Data: data},
		{Rows: math.MinInt, Cols: 4, Stride: 4, Data: data},
		{Rows: 3, Cols: 4, Stride: math.MinInt, Data: data},
		{Rows: 3, Cols: 4, Stride: -4, Data: data},
		{Rows: 3, Cols: 4, Stride: 0, Data: data},
	} {
		for _, arrangement := range append([]string{"oneview"}, arrangements...) {
			p := problemOf(arrangement, z, good, reversed(3))
			p.Labels = make([]int, 3)
			_, err := Compute(SupCon{Tau: 1}, p)
			wantError(t, arrangement, err, "z")
			if arrangement != "oneview" {
				_, err = Compute(Simple{}, problemOf(arrangement, good, z, reversed(3)))
				wantError(t, arrangement, err)
			}
			p = problemOf(arrangement, good, good, reversed(3))
			p.Labels, p.Extra, p.ExtraShared = make([]int, 3), z, true
			_, err = Compute(SupCon{Tau: 1}, p)
			wantError(t, arrangement, err, "extra")
		}
		if _, err := Compute(Simple{}, Views(z, 2)); err == nil {
			t.Errorf("views of %d×%d with stride %d: no error", z.Rows, z.Cols, z.Stride)
		}
	}
}

// TestStrideOfOneRow may be anything, as nothing lies behind it.
func TestStrideOfOneRow(t *testing.T) {
	z, bank := unitMatrix(1, 1, 4), unitMatrix(2, 9, 4)
	l := Contrastive{Tau: 0.2}
	want := digest(mustCompute(t, new(Workspace), "bank", l, z, bank, []int{3}))
	for _, stride := range []int{5, 1 << 61, math.MaxInt} {
		wide := z
		wide.Stride = stride
		for _, isUnit := range []bool{false, true} {
			p, q := Bank(wide, bank, []int{3}), Bank(z, bank, []int{3})
			p.Unit, q.Unit = isUnit, isUnit
			if !isUnit {
				if got := digest(mustWork(t, new(Workspace), l, p)); got != want {
					t.Errorf("stride %d: other bits", stride)
				}
			}
			if digest(mustWork(t, new(Workspace), l, p)) != digest(mustWork(t, new(Workspace), l, q)) {
				t.Errorf("stride %d, unit %v: other bits", stride, isUnit)
			}
			p.Extra, q.Extra = wide, z
			if digest(mustWork(t, new(Workspace), l, p)) != digest(mustWork(t, new(Workspace), l, q)) {
				t.Errorf("stride %d, unit %v: other bits with extra negatives", stride, isUnit)
			}
		}
	}
}

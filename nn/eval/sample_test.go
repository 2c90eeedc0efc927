package eval

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

func TestSample(t *testing.T) {
	rng := portable.NewRand(3)
	counts := make([]int, 10)
	for range 4000 {
		rows := Sample(rng, 10, 4)
		if len(rows) != 4 || !slices.IsSorted(rows) || len(slices.Compact(rows)) != 4 {
			t.Fatalf("sample %v", rows)
		}
		for _, row := range rows {
			counts[row]++
		}
	}
	for row, n := range counts {
		if math.Abs(float64(n)-1600) > 5*math.Sqrt(1600*0.6) {
			t.Errorf("row %d is in %d of 4000 samples, want about 1600", row, n)
		}
	}
	if got := Sample(rng, 3, 3); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("all rows are %v", got)
	}
}

// TestErrorOfLayout draws many samples: their figures must scatter around those of all
// rows as the standard errors say.
func TestErrorOfLayout(t *testing.T) {
	const all, size, draws = 900, 300, 300
	z := clusters(all, 6, 5, 1.2, 14)
	truth, err := LayoutOf(t.Context(), 1, z)
	must(t, truth, err)
	rng := portable.NewRand(77)
	var squares, variances [3]float64
	for range draws {
		sample := z.Subset(Sample(rng, all, size))
		l, err := LayoutOf(t.Context(), 1, sample)
		must(t, l, err)
		e, err := ErrorOfLayout(t.Context(), 1, sample, all)
		must(t, e, err)
		for i, v := range [][3]float64{
			{l.Uniformity, truth.Uniformity, e.Uniformity},
			{*l.Tolerance, *truth.Tolerance, *e.Tolerance},
			{*l.ToleranceLiteral, *truth.ToleranceLiteral, *e.ToleranceLiteral},
		} {
			squares[i] += (v[0] - v[1]) * (v[0] - v[1])
			variances[i] += v[2] * v[2]
		}
	}
	for i, name := range []string{"uniformity", "tolerance", "literal tolerance"} {
		// The variance of 300 draws is known to 8 %.
		if ratio := squares[i] / variances[i]; !(ratio > 0.75 && ratio < 1.33) {
			t.Errorf("%s: samples scatter by %v, the standard error says %v", name, math.Sqrt(squares[i]/draws), math.Sqrt(variances[i]/draws))
		}
	}
}

func TestErrorOfLayoutEnds(t *testing.T) {
	ctx := t.Context()
	z := clusters(300, 4, 3, 1, 2)
	whole, err := ErrorOfLayout(ctx, 2, z, 300)
	if must(t, whole, err); whole.Uniformity != 0 || *whole.Tolerance != 0 || *whole.ToleranceLiteral != 0 {
		t.Errorf("errors of all rows: %+v", whole)
	}
	one, err := ErrorOfLayout(ctx, 1, z, 5000)
	must(t, one, err)
	two, err := ErrorOfLayout(ctx, 3, z, 5000)
	if must(t, two, err); one.Uniformity != two.Uniformity || *one.Tolerance != *two.Tolerance || one.Uniformity <= 0 {
		t.Errorf("one thread %+v, three %+v", one, two)
	}
	unknown, err := ErrorOfLayout(ctx, 1, Labelled{Rows: z.Rows}, 5000)
	if must(t, unknown, err); unknown.Uniformity != one.Uniformity || unknown.Tolerance != nil {
		t.Errorf("without labels: %+v", unknown)
	}
	apart, err := ErrorOfLayout(ctx, 1, Labelled{ones(3, 2), []int{0, 1, 2}}, 9)
	if must(t, apart, err); apart.Tolerance != nil || apart.Uniformity != 0 {
		t.Errorf("no two of a class: %+v", apart)
	}
	_, err = ErrorOfLayout(ctx, 1, Labelled{ones(3, 2), []int{0}}, 9)
	wantError(t, err, "z has 3 rows but 1 labels")
	for asked := 0; ; asked++ {
		left := asked
		_, err := ErrorOfLayout(endsAfter{context.Background(), &left}, 1, z, 900)
		if err == nil {
			break
		}
		if err != context.Canceled {
			t.Fatal(err)
		}
	}
}

func TestShareError(t *testing.T) {
	for _, c := range []struct {
		share        float64
		queries, all int
		want         float64
	}{{0.5, 101, 1 << 40, 0.05}, {0.5, 51, 102, 0.05}, {1, 10, 20, 0}, {0.3, 20, 20, 0}} {
		if got := ShareError(c.share, c.queries, c.all); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

package eval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
)

// TestMeasure is the same as its parts, to the bit.
func TestMeasure(t *testing.T) {
	ctx := t.Context()
	for _, n := range []int{2, 57, 300} {
		z := clusters(n, 9, 4, 1.2, 8)
		z.Labels[0] = z.Labels[1] // there is a tolerance
		uniformity, err := Uniformity(ctx, 1, z.Rows, 2)
		must(t, uniformity, err)
		mean, literal, err := Tolerance(ctx, z)
		must(t, mean, err)
		score, err := KNN{200, 0.07}.LeaveOneOut(ctx, 1, z)
		must(t, score, err)
		for threads := range 4 {
			m, err := Measure(ctx, threads, z)
			must(t, m, err)
			if m.Uniformity != uniformity || *m.Tolerance != mean || *m.ToleranceLiteral != literal || *m.KNNScore != score {
				t.Errorf("%d rows, %d threads: %+v, want %v, %v, %v, %+v", n, threads, m, uniformity, mean, literal, score)
			}
		}
	}
}

// TestMeasureCounts compares what is counted with the definition.
func TestMeasureCounts(t *testing.T) {
	z := clusters(61, 5, 6, 1, 3)
	for i := range z.Labels {
		z.Labels[i] = 7 * z.Labels[i] * z.Labels[i]
	}
	seen, pairs, same := map[int]bool{}, int64(0), int64(0)
	for i, label := range z.Labels {
		seen[label] = true
		for j := range i {
			pairs++
			if z.Labels[j] == label {
				same++
			}
		}
	}
	m, err := Measure(t.Context(), 2, z)
	must(t, m, err)
	if m.Rows != 61 || m.Dim != 5 || m.Classes != len(seen) || m.Pairs != pairs || m.ClassPairs != same || m.K != 60 || m.Tau != 0.07 {
		t.Errorf("%+v, %+v; want %d classes, %d pairs, %d of one class", m, m.KNNScore, len(seen), pairs, same)
	}
}

// members are the names in v's JSON.
func members(t *testing.T, v any) []string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, text, err)
	var o map[string]any
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(o))
}

// TestMeasureLeavesOut what the labels do not allow, from the values and their JSON.
func TestMeasureLeavesOut(t *testing.T) {
	rows := normal(portable.NewRand(2), 5, 3)
	for name, c := range map[string]struct {
		labels []int
		want   []string
	}{
		"unknown":  {nil, []string{"dim", "pairs", "rows", "uniformity"}},
		"distinct": {[]int{4, 3, 2, 1, 0}, []string{"classes", "dim", "k", "knn_tau", "knn_top1", "pairs", "rows", "smallest_class", "smallest_class_rows", "uniformity"}},
		"two of a class": {[]int{4, 3, 2, 1, 4}, []string{"class_pairs", "classes", "dim", "k", "knn_tau", "knn_top1", "pairs", "rows",
			"smallest_class", "smallest_class_rows", "tolerance", "tolerance_literal", "uniformity"}},
	} {
		m, err := Measure(t.Context(), 1, Labelled{rows, c.labels})
		must(t, m, err)
		if got := members(t, m); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if (m.Tolerance == nil) != (name != "two of a class") || (m.KNNScore == nil) != (c.labels == nil) {
			t.Errorf("%s: %+v", name, m)
		}
		if name == "distinct" && m.Top1 != 0 {
			t.Errorf("kNN is %v where nobody has a neighbour of its class", m.Top1)
		}
	}
}

// TestMeasureOfOneDirection has the values of a collapsed encoder: all pairs at
// distance 0, and votes that count alike, so that the largest class wins.
func TestMeasureOfOneDirection(t *testing.T) {
	rows := ones(6, 16) // of length 4, which leaves elements of 1/4 exactly
	for i := range rows.Rows {
		for k := range rows.Cols {
			matrix.Row(rows, i)[k] *= float32(i + 1)
		}
	}
	m, err := Measure(t.Context(), 2, Labelled{rows, []int{0, 0, 0, 0, 1, 1}})
	must(t, m, err)
	if m.Uniformity != 0 || *m.Tolerance != 1 || math.Abs(*m.ToleranceLiteral-7.0/15) > 1e-15 || m.Top1 != 4.0/6 {
		t.Errorf("uniformity %v, tolerance %v, %v, kNN %v", m.Uniformity, *m.Tolerance, *m.ToleranceLiteral, m.Top1)
	}
}

func TestMeasureErrors(t *testing.T) {
	ctx := t.Context()
	bad := ones(200, 3)
	matrix.Row(bad, 150)[2] = float32(math.NaN())
	short := ones(4, 3)
	short.Data = short.Data[:11]
	for want, z := range map[string]Labelled{
		"z: 0×0, has no elements":                       {},
		"z: 11 numbers are not 4×3 with stride 3":       {Rows: short},
		"uniformity of 1 row, needs at least 2":         {Rows: ones(1, 3)},
		"z has 4 rows but 0 labels: they part at row 0": {ones(4, 3), []int{}},
		"z has 4 rows but 5 labels: they part at row 4": {ones(4, 3), make([]int, 5)},
		"z row 1: label -1 is negative":                 {ones(2, 3), []int{0, -1}},
		"z row 150: NaN in column 2":                    {bad, make([]int, 200)},
	} {
		_, err := Measure(ctx, 2, z)
		if wantError(t, err, want); err != nil && err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	}
	var asked int
	for ; ; asked++ {
		left := asked
		_, err := Measure(endsAfter{context.Background(), &left}, 1, Labelled{ones(9, 2), make([]int, 9)})
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if asked < 5 {
		t.Errorf("the context was asked %d times", asked)
	}
}

// goldenMeasures is the hash of every bit of the measures of fixed inputs, the same
// on every instruction set and architecture.
const goldenMeasures = "929e20b98dbb6714b80e6c8f82ad6c974381f29eeab57cb14d218fe96d3fbff1"

func TestGoldenMeasures(t *testing.T) {
	h := sha256.New()
	for _, n := range []int{2, 31, 300, 450} {
		z := clusters(n, n%40+1, 7, 1.5, 12)
		z.Labels[0] = z.Labels[1]
		m, err := Measure(t.Context(), 2, z)
		must(t, m, err)
		hashFloats(h, m.Uniformity, *m.Tolerance, *m.ToleranceLiteral, m.Top1)
		score, err := KNN{30, 0.2}.Classify(t.Context(), 3, z, clusters(101, n%40+1, 7, 1.5, 12))
		hashFloats(h, must(t, score, err).Top1)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != goldenMeasures {
		t.Errorf("hash %s, want %s", got, goldenMeasures)
	}
}

package adapt

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
)

// TestTwins: rows are equal value by value, 0 and -0 among them, whatever lies behind a row.
func TestTwins(t *testing.T) {
	zero := float32(math.Copysign(0, -1))
	x := matrix.Of([]float32{1, 0, 9, 2, 3, 9, 1, zero, 8, 2, 3, 7, 3, 2, 9, 1, 0, 6}, 6, 3)
	x.Cols = 2
	got := twinsOf(x)
	want := map[int][]int{0: {0, 2, 5}, 2: {0, 2, 5}, 5: {0, 2, 5}, 1: {1, 3}, 3: {1, 3}}
	if !maps.EqualFunc(got, want, slices.Equal[[]int]) {
		t.Errorf("%v, want %v", got, want)
	}
	if alone := got.of(4); !slices.Equal(alone, []int{4}) {
		t.Errorf("row 4 is equal to %v", alone)
	}
	if none := twinsOf(normal(50, 3, 1)); len(none) != 0 {
		t.Errorf("random rows are equal: %v", none)
	}
}

// TestExempt: all that is relevant, what the query is itself, and what is equal to one of these.
func TestExempt(t *testing.T) {
	relevant := [][]int{{3, 6}, {}, {4}, {0}}
	twin := twins{3: {1, 3}, 1: {1, 3}, 4: {4, 5}, 5: {4, 5}}
	for _, c := range []struct {
		same []int
		want string
	}{
		{nil, "[[1 3 6] [] [4 5] [0]]"},
		{[]int{5, 1, -1, 0}, "[[1 3 4 5 6] [1 3] [4 5] [0]]"},
	} {
		if got := fmt.Sprint(exempt(relevant, c.same, twin)); got != c.want {
			t.Errorf("same %v: %s, want %s", c.same, got, c.want)
		}
	}
	if fmt.Sprint(relevant) != "[[3 6] [] [4] [0]]" {
		t.Errorf("the relevant documents became %v", relevant)
	}
}

// TestBatchExempts: each row of a batch has its own document and the places of the others that are
// no negatives of it, twice where a query is there twice.
func TestBatchExempts(t *testing.T) {
	d := Data{Queries: normal(3, 4, 1), Corpus: normal(9, 4, 2), Judgements: []Judgement{{0, 2, 1}, {0, 7, 1}, {1, 5, 1}, {2, 0, 1}}}
	copy(matrix.Row(d.Corpus, 8), matrix.Row(d.Corpus, 7))
	f := fitOf(t, Defaults(), d)
	f.pool.draw(f, 0)
	f.batch.take(f, []int{1, 3, 0})
	b := &f.batch
	if got, want := fmt.Sprint(b.index, b.excluded), "[7 0 2] {[0 2 2 4] [2 8 7 8]}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for i, q := range []int{0, 2, 0} {
		if !slices.Equal(matrix.Row(b.z, i), matrix.Row(f.queries, q)) {
			t.Errorf("row %d is not query %d", i, q)
		}
	}
}

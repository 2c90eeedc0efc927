package adapt

import (
	"fmt"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// graph is judgements drawn at random: few documents make large components, many small ones.
func graph(queries, docs, most int, seed uint64) judged {
	r := portable.NewRand(seed, 20)
	var all []Judgement
	for q := range queries {
		for range r.IntN(most + 1) {
			all = append(all, Judgement{q, r.IntN(docs), r.IntN(3)})
		}
	}
	return judgedOf(queries, all)
}

// TestFoldsByComponent: every judged query is in one fold, no document is judged in two, and no
// two folds differ by more queries than a component has.
func TestFoldsByComponent(t *testing.T) {
	for seed := range uint64(60) {
		docs := []int{7, 40, 400}[seed%3]
		j := graph(60, docs, 3, seed)
		folds := foldsByComponent(j, docs, nil, foldCount, seed)
		checkShared(t, fmt.Sprint("graph ", seed), folds, j)
		foldOf := map[int]int{} // of documents
		for number, fold := range folds {
			for _, q := range fold {
				for _, doc := range j.relevant[q] {
					if other, ok := foldOf[doc]; ok && other != number {
						t.Errorf("graph %d: document %d is judged in folds %d and %d", seed, doc, other, number)
					}
					foldOf[doc] = number
				}
			}
		}
		if apart := spread(folds); len(folds) == foldCount && apart > largestComponent(j) {
			t.Errorf("graph %d: folds differ by %d queries, the largest component has %d", seed, apart, largestComponent(j))
		}
	}
}

// TestFoldsByQuery: folds differ by one query at most.
func TestFoldsByQuery(t *testing.T) {
	for seed := range uint64(10) {
		j := graph(33, 7, 3, seed)
		folds := foldsByQuery(j, foldCount, seed)
		checkShared(t, fmt.Sprint("graph ", seed), folds, j)
		if len(folds) != foldCount || spread(folds) > 1 {
			t.Errorf("graph %d: folds %v", seed, folds)
		}
	}
}

// checkShared checks that each query with a relevant document is in one fold, each fold ascending.
func checkShared(t *testing.T, name string, folds [][]int, j judged) {
	t.Helper()
	var want []int
	for q, relevant := range j.relevant {
		if len(relevant) > 0 {
			want = append(want, q)
		}
	}
	if got := slices.Sorted(slices.Values(slices.Concat(folds...))); !slices.Equal(got, want) {
		t.Errorf("%s: queries %v in folds, want %v", name, got, want)
	}
	for _, fold := range folds {
		if len(fold) == 0 || !slices.IsSorted(fold) {
			t.Errorf("%s: fold %v", name, fold)
		}
	}
}

func spread(folds [][]int) int {
	var sizes []int
	for _, fold := range folds {
		sizes = append(sizes, len(fold))
	}
	return slices.Max(sizes) - slices.Min(sizes)
}

// largestComponent is the number of queries in the largest component, found by spreading labels until
// none changes.
func largestComponent(j judged) int {
	label := make([]int, len(j.relevant))
	for q := range label {
		label[q] = q
	}
	for changed := true; changed; {
		changed = false
		for a := range label {
			for b := range label {
				shared := slices.ContainsFunc(j.relevant[a], func(doc int) bool { return slices.Contains(j.relevant[b], doc) })
				if shared && label[a] > label[b] {
					label[a], changed = label[b], true
				}
			}
		}
	}
	size := map[int]int{}
	for q, l := range label {
		if len(j.relevant[q]) > 0 {
			size[l]++
		}
	}
	most := 0
	for _, n := range size {
		most = max(most, n)
	}
	return most
}

// TestFoldsFollowTheSeed: equal seeds give equal folds, others others.
func TestFoldsFollowTheSeed(t *testing.T) {
	j := graph(60, 400, 2, 1)
	a, again, b := foldsByComponent(j, 400, nil, 5, 1), foldsByComponent(j, 400, nil, 5, 1), foldsByComponent(j, 400, nil, 5, 2)
	if !slices.EqualFunc(a, again, slices.Equal) || slices.EqualFunc(a, b, slices.Equal) {
		t.Errorf("seed 1: %v and %v, seed 2: %v", a, again, b)
	}
}

// TestDeal: the largest group first, each to the smallest fold, and no fold is empty.
func TestDeal(t *testing.T) {
	groups := [][]int{{1}, {2, 3, 4, 5, 6}, {7, 8}, {9, 10, 11}, {12, 13}}
	for seed := range uint64(5) {
		folds := deal(groups, 3, seed)
		if !slices.Equal(folds[0], []int{2, 3, 4, 5, 6}) {
			t.Errorf("seed %d: the first fold is %v", seed, folds[0])
		}
		var sizes []int
		for _, fold := range folds {
			sizes = append(sizes, len(fold))
		}
		if !slices.Equal(sizes, []int{5, 4, 4}) {
			t.Errorf("seed %d: folds of %v", seed, sizes)
		}
	}
	if folds := deal(groups[:2], 5, 1); len(folds) != 2 {
		t.Errorf("two groups in folds %v", folds)
	}
	if folds := deal(nil, 5, 1); len(folds) != 0 {
		t.Errorf("nothing in folds %v", folds)
	}
}

// TestJudgedOf: the last judgement of a pair counts, and a grade below 1 is none.
func TestJudgedOf(t *testing.T) {
	j := judgedOf(4, []Judgement{{2, 9, 1}, {0, 5, 1}, {0, 3, 2}, {2, 9, 0}, {0, 5, 4}, {3, 1, -1}, {3, 8, 0}, {3, 8, 1}})
	if got, want := fmt.Sprint(j.relevant, j.grades, j.pairs), "[[3 5] [] [] [8]] [[2 4] [] [] [1]] [{0 3} {0 5} {3 8}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var often []Judgement
	for grade := range 100 {
		often = append(often, Judgement{0, grade % 7, grade})
	}
	if got, want := fmt.Sprint(judgedOf(1, often).grades), "[[98 99 93 94 95 96 97]]"; got != want {
		t.Errorf("grades %s, want %s", got, want)
	}
}

// TestFoldsKeepTwinsTogether: equal documents are as one.
func TestFoldsKeepTwinsTogether(t *testing.T) {
	j := judged{relevant: [][]int{{0}, {1}, {2}, {3}}}
	folds := foldsByComponent(j, 4, twins{1: {1, 3}, 3: {1, 3}}, 4, 1)
	if len(folds) != 3 || !slices.ContainsFunc(folds, func(f []int) bool { return slices.Equal(f, []int{1, 3}) }) {
		t.Errorf("folds %v, want one of queries 1 and 3", folds)
	}
}

package adapt

import (
	"slices"

	"github.com/abc86604/temper/kernels/portable"
)

// foldsByComponent shares the queries out to folds so that no document, nor one that equals
// it, is judged in two of them: it is the connected components of queries and the documents
// relevant to them that are shared out, the largest first, each to the fold with the fewest
// queries. Which of equal size comes first the seed decides. It returns the queries of each
// fold, ascending; those without a relevant document are in none.
func foldsByComponent(j judged, docs int, t twins, n int, seed uint64) [][]int {
	parent := make([]int, docs)
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, relevant := range j.relevant {
		for _, doc := range relevant {
			parent[find(doc)] = find(relevant[0])
			parent[find(t.of(doc)[0])] = find(doc) // equal documents are one
		}
	}
	members := map[int][]int{}
	var order []int
	for q, relevant := range j.relevant {
		if len(relevant) == 0 {
			continue
		}
		root := find(relevant[0])
		if members[root] == nil {
			order = append(order, root)
		}
		members[root] = append(members[root], q)
	}
	components := make([][]int, len(order))
	for i, root := range order {
		components[i] = members[root]
	}
	return deal(components, n, seed)
}

// foldsByQuery shares out the queries that have a relevant document one by one.
func foldsByQuery(j judged, n int, seed uint64) [][]int {
	var single [][]int
	for q, relevant := range j.relevant {
		if len(relevant) > 0 {
			single = append(single, []int{q})
		}
	}
	return deal(single, n, seed)
}

// deal shares out groups to folds, the largest first, each to the smallest fold.
func deal(groups [][]int, n int, seed uint64) [][]int {
	dealt := make([][]int, len(groups))
	for to, from := range portable.NewRand(seed, foldStream).Perm(len(groups)) {
		dealt[to] = groups[from]
	}
	slices.SortStableFunc(dealt, func(a, b []int) int { return len(b) - len(a) })
	folds := make([][]int, n)
	for _, group := range dealt {
		smallest := 0
		for i := range folds {
			if len(folds[i]) < len(folds[smallest]) {
				smallest = i
			}
		}
		folds[smallest] = append(folds[smallest], group...)
	}
	for _, fold := range folds {
		slices.Sort(fold)
	}
	return slices.DeleteFunc(folds, func(f []int) bool { return len(f) == 0 })
}

package eval

import (
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// Labelled are embeddings with their classes.
type Labelled struct {
	Rows blas32.General // n×d, of any length
	// Labels are the class of each row, from 0 up, in any order and with gaps. Nil, for
	// classes that are unknown, will do for [Measure] and [LayoutOf] alone.
	Labels []int
}

// Subset returns copies of some rows, counted from 0, with their labels if there are
// any. It panics if there is no such row.
func (l Labelled) Subset(rows []int) Labelled {
	s := Labelled{Rows: matrix.New(len(rows), l.Rows.Cols)}
	if l.Labels != nil {
		s.Labels = make([]int, len(rows))
	}
	for i, row := range rows {
		copy(matrix.Row(s.Rows, i), matrix.Row(l.Rows, row))
		if l.Labels != nil {
			s.Labels[i] = l.Labels[row]
		}
	}
	return s
}

// check returns an error unless the matrix, which errors call name, has elements and
// each of its rows a label from 0 up.
func (l Labelled) check(name string) error {
	if err := checkMatrix(name, l.Rows); err != nil {
		return err
	}
	if n, labels := l.Rows.Rows, len(l.Labels); labels != n {
		return fmt.Errorf("%s has %d rows but %d labels: they part at row %d", name, n, labels, min(n, labels))
	}
	for i, label := range l.Labels {
		if label < 0 {
			return fmt.Errorf("%s row %d: label %d is negative", name, i, label)
		}
	}
	return nil
}

// checkBoth checks two of them, and that they have the same number of columns.
func checkBoth(name string, a Labelled, other string, b Labelled) error {
	if err := a.check(name); err != nil {
		return err
	}
	if err := b.check(other); err != nil {
		return err
	}
	if a.Rows.Cols != b.Rows.Cols {
		return fmt.Errorf("%s has %d columns, %s has %d", name, a.Rows.Cols, other, b.Rows.Cols)
	}
	return nil
}

// classes returns the distinct labels in ascending order, and each label's
// place among them: class numbers may have gaps of any width.
func classes(labels []int) (names, places []int) {
	names = slices.Clone(labels)
	slices.Sort(names)
	names = slices.Compact(names)
	places = make([]int, len(labels))
	for i, label := range labels {
		places[i], _ = slices.BinarySearch(names, label)
	}
	return names, places
}

// membersOf returns the rows of each class in ascending order, the classes in that
// of their labels.
func membersOf(labels []int) [][]int {
	names, places := classes(labels)
	all := make([][]int, len(names))
	for i, class := range places {
		all[class] = append(all[class], i)
	}
	return all
}

// pairCount is the number of pairs of n rows.
func pairCount(n int) int64 { return int64(n) * int64(n-1) / 2 }

package data

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"gonum.org/v1/gonum/blas/blas32"
)

// loadRows reads the rows of one split from a file, and their labels from another unless
// there is none. All rows are checked, whatever the split.
func (l Loader) loadRows(ctx context.Context, split Split) (Source, Report, error) {
	if err := refuseArchive(l.Path); err != nil {
		return nil, Report{}, err
	}
	z, labels, err := l.readRows(ctx)
	if err != nil {
		return nil, Report{}, err
	}
	bad := badRows(z, labels)
	if len(bad) > 0 && !l.SkipBad {
		return nil, Report{}, &BadItems{l.source(), z.Rows, BadRows(bad)}
	}
	numbers := goodNumbers(z.Rows, split, bad)
	if len(numbers) == 0 {
		return nil, Report{}, fmt.Errorf("%s: %d rows, so none is held out for testing: every %dth is", l.Path, z.Rows, holdOut)
	}
	rows := l.keep(z, labels, numbers, split)
	report := Report{Path: l.Path, Split: split, Bad: BadRows(bad), HeldOut: z.Rows - len(keep(make([]bool, z.Rows), split))}
	report.describe(rows, classCount(rows.labels))
	return rows, report, nil
}

// archives are endings of files that hold folders.
var archives = []string{".tar.gz", ".tgz", ".tar", ".zip", ".tar.bz2", ".7z"}

func refuseArchive(path string) error {
	for _, ending := range archives {
		if strings.HasSuffix(strings.ToLower(path), ending) {
			return fmt.Errorf("%s is an archive: unpack it, and load the folder", path)
		}
	}
	return nil
}

// readRows reads all rows and, if they have any, their labels, as many.
func (l Loader) readRows(ctx context.Context) (z blas32.General, labels []int, err error) {
	if z, err = arrayfile.ReadFloat32(ctx, l.Path); err != nil || l.Labels == "" {
		return z, nil, err
	}
	if labels, err = arrayfile.ReadInts(ctx, l.Labels); err != nil {
		return z, nil, err
	}
	if len(labels) != z.Rows {
		return z, nil, fmt.Errorf("%s: %d rows, but %d labels", l.source(), z.Rows, len(labels))
	}
	return z, labels, nil
}

// goodNumbers returns the numbers of the rows that belong to the split and are not bad.
func goodNumbers(n int, split Split, bad []*matrix.RowError) (numbers []int) {
	for i := range n {
		if len(bad) > 0 && bad[0].Row == i {
			bad = bad[1:]
		} else if inSplit(i, split) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// keep moves the rows of those numbers to the front, and returns them. The few of the test
// split are copied from there: they do not hold the memory of all.
func (l Loader) keep(z blas32.General, labels []int, numbers []int, split Split) *Rows {
	all := z.Rows
	for to, from := range numbers {
		copy(matrix.Row(z, to), matrix.Row(z, from))
	}
	z = matrix.Rows(z, 0, len(numbers))
	if split == Test {
		z.Data = slices.Clone(z.Data)
	}
	r := &Rows{z: z, source: fmt.Sprintf("%s: %d of %d rows", l.source(), len(numbers), all), numbers: numbers}
	if labels != nil {
		r.labels = make([]int, len(numbers))
		for to, from := range numbers {
			r.labels[to] = labels[from]
		}
	}
	return r
}

// source names the files of the rows.
func (l Loader) source() string {
	if l.Labels == "" {
		return l.Path
	}
	return source(l.Path, l.Labels)
}

// classCount is the number of classes that occur.
func classCount(labels []int) int {
	classes := map[int]bool{}
	for _, label := range labels {
		classes[label] = true
	}
	return len(classes)
}

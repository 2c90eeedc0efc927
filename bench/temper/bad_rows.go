package main

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/data"
)

// skipBadFlag defines the flag that leaves out what is bad.
func skipBadFlag(cmd *cobra.Command, to *bool, what string) {
	cmd.Flags().BoolVar(to, "skip-bad", false, "leave bad items out: "+what)
}

// badRows are the rows of a file that cannot be used.
type badRows struct {
	path string
	of   int                // rows of the file, good and bad
	rows []*matrix.RowError // in order, one for each row
}

// findBad finds the rows of the matrix in path that cannot be brought to unit length.
func findBad(ctx context.Context, path string, z blas32.General) (badRows, error) {
	const atOnce = 4096
	bad := badRows{path: path, of: z.Rows}
	for lo := 0; lo < z.Rows; lo += atOnce {
		if err := ctx.Err(); err != nil {
			return bad, err
		}
		for _, e := range matrix.WithoutDirection(matrix.Rows(z, lo, min(lo+atOnce, z.Rows))) {
			bad.rows = append(bad.rows, &matrix.RowError{Row: lo + e.Row, Why: e.Why})
		}
	}
	return bad, nil
}

// has tells whether a row is bad.
func (b badRows) has(row int) bool { return b.within(row, row+1) }

// within tells whether one of the rows from lo up to hi is bad.
func (b badRows) within(lo, hi int) bool {
	first, _ := slices.BinarySearchFunc(b.rows, lo, func(e *matrix.RowError, row int) int { return cmp.Compare(e.Row, row) })
	return first < len(b.rows) && b.rows[first].Row < hi
}

// good are the numbers of the other rows.
func (b badRows) good() []int { return numbers(b.of, func(i int) bool { return !b.has(i) }) }

// items are the bad rows as package data has bad items.
func (b badRows) items() *data.BadItems {
	return &data.BadItems{Path: b.path, Of: b.of, Items: data.BadRows(b.rows)}
}

// numbers are those from 0 up to n which are wanted.
func numbers(n int, wanted func(int) bool) (kept []int) {
	for i := range n {
		if wanted(i) {
			kept = append(kept, i)
		}
	}
	return kept
}

// keepRows moves the rows of those numbers, which ascend, to the front and returns them.
func keepRows(z blas32.General, numbers []int) blas32.General {
	for to, from := range numbers {
		copy(matrix.Row(z, to), matrix.Row(z, from))
	}
	return matrix.Rows(z, 0, len(numbers))
}

// pick returns the values at those places.
func pick(values, places []int) []int {
	picked := make([]int, len(places))
	for i, place := range places {
		picked[i] = values[place]
	}
	return picked
}

// badFiles are the files of a command that have bad rows. One that was read twice, with the
// same bad rows, is there once.
func badFiles(all ...badRows) (files []*data.BadItems) {
	for _, b := range all {
		items := b.items()
		known := slices.ContainsFunc(files, func(f *data.BadItems) bool { return reflect.DeepEqual(f, items) })
		if len(items.Items) > 0 && !known {
			files = append(files, items)
		}
	}
	return files
}

// refuseBad returns the error for files with bad rows; where these are to be left out, for
// files that nothing would be left of.
func refuseBad(skip bool, files []*data.BadItems) error {
	var nothingLeft, others []*data.BadItems
	for _, f := range files {
		if len(f.Items) == f.Of {
			nothingLeft = append(nothingLeft, f)
		} else if !skip {
			others = append(others, f)
		}
	}
	var err error
	for _, f := range append(nothingLeft, others...) { // withCure asks the first whether there is a cure
		if err == nil {
			err = f
		} else {
			err = fmt.Errorf("%w; %w", err, f)
		}
	}
	return err
}

// reportBad prints a line for each file of which rows are left out.
func reportBad(cmd *cobra.Command, files []*data.BadItems) {
	for _, f := range files {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d of %d rows left out as bad: %s\n", f.Path, len(f.Items), f.Of, f.First())
	}
}

package data

import (
	"context"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"gonum.org/v1/gonum/blas/blas32"
)

// loadRows reads the rows of one split from a file, and their labels from another unless
// its path is "". All rows are checked, whatever the split.
func loadRows(ctx context.Context, path, labels string, split Split) (Source, error) {
	if err := checkSplit(split); err != nil {
		return nil, err
	}
	all, err := readRows(ctx, path, labels)
	if err != nil {
		return nil, err
	}
	z := keepRows(all.z, split)
	if z.Rows == 0 {
		return nil, fmt.Errorf("%s: %d rows, so none is held out for testing: every %dth is", path, all.z.Rows, holdOut)
	}
	from := fmt.Sprintf("%s: %d of %d rows", all, z.Rows, all.z.Rows)
	return &Rows{z, keep(all.labels, split), from, split}, nil
}

func readRows(ctx context.Context, path, labels string) (*Rows, error) {
	z, err := arrayfile.ReadFloat32(ctx, path)
	if err != nil {
		return nil, err
	}
	if labels == "" {
		return NewRows(z, nil, path)
	}
	classes, err := arrayfile.ReadInts(ctx, labels)
	if err != nil {
		return nil, err
	}
	return NewRows(z, classes, source(path, labels))
}

// keepRows moves the rows that belong to the split to the front, and returns them. The
// few of the test split are copied from there: they do not hold the memory of all.
func keepRows(z blas32.General, split Split) blas32.General {
	n := 0
	for i := range z.Rows {
		if inSplit(i, split) {
			copy(matrix.Row(z, n), matrix.Row(z, i))
			n++
		}
	}
	kept := matrix.Rows(z, 0, n)
	if split == Test {
		kept.Data = slices.Clone(kept.Data)
	}
	return kept
}

package data

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas/blas32"
)

// LoadRows reads all rows of a float32 matrix from a .npy file, and an integer label
// from 0 up for each from another; labels of "" means that nobody knows them. What
// [NewRows] refuses is an error here. When ctx ends, LoadRows soon returns its error.
func LoadRows(ctx context.Context, path, labels string) (*Rows, error) {
	z, err := npy.ReadFloat32Context(ctx, path)
	if err != nil {
		return nil, err
	}
	if labels == "" {
		return NewRows(z, nil, path)
	}
	classes, err := npy.ReadInts(labels)
	if err != nil {
		return nil, err
	}
	return NewRows(z, classes, source(path, labels))
}

// LoadSplitRows is [LoadRows] of one split: every tenth row is for testing.
func LoadSplitRows(ctx context.Context, path, labels string, split Split) (*Rows, error) {
	all, err := LoadRows(ctx, path, labels)
	if err != nil {
		return nil, err
	}
	z, kept := keepRows(all.z, split), keepLabels(all.labels, split)
	if z.Rows == 0 {
		return nil, fmt.Errorf("%s: %d rows, so none is held out for testing: every %dth is", path, all.z.Rows, holdOut)
	}
	return &Rows{z, kept, fmt.Sprintf("%s: %d of %d rows", all, z.Rows, all.z.Rows)}, nil
}

// keepLabels returns the labels that belong to the split; nil of nil.
func keepLabels(labels []int, split Split) (kept []int) {
	for i, label := range labels {
		if inSplit(i, split) {
			kept = append(kept, label)
		}
	}
	return kept
}

// keepRows moves the rows that belong to the split to the front, and returns them.
func keepRows(z blas32.General, split Split) blas32.General {
	n := 0
	for i := range z.Rows {
		if inSplit(i, split) {
			copy(matrix.Row(z, n), matrix.Row(z, i))
			n++
		}
	}
	return matrix.Rows(z, 0, n)
}

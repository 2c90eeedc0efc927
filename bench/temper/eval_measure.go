package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/eval"
)

// measure measures the embeddings, by themselves and as the neighbours of queries, of
// which there may be none. With an error comes what was measured before it.
func (f *evalFlags) measure(ctx context.Context, z, queries eval.Labelled) (r evalReport, err error) {
	rows := f.draw(0, z)
	if err := f.layout(ctx, &r, z, rows); err != nil {
		return r, fmt.Errorf("%s: %w", f.embeddings, err)
	}
	if z.Labels == nil {
		return r, nil
	}
	runtime.GC() // uniformity held as much as z: the neighbours need that room
	if queries.Labels == nil {
		err = f.leaveOneOut(ctx, &r, z, rows)
	} else {
		err = f.classify(ctx, &r, z, queries)
	}
	return r, err
}

// draw draws the rows to measure, the seed's own for each stream; nil stands for all.
func (f *evalFlags) draw(stream uint64, z eval.Labelled) []int {
	if f.sample == 0 || f.sample >= z.Rows.Rows {
		return nil
	}
	return eval.Sample(portable.NewRand(f.seed, stream), z.Rows.Rows, f.sample)
}

// layout measures how the embeddings lie, by those of the rows that were drawn.
func (f *evalFlags) layout(ctx context.Context, r *evalReport, z eval.Labelled, rows []int) error {
	if rows == nil {
		layout, err := eval.LayoutOf(ctx, f.threads, z)
		r.Layout = layout
		return err
	}
	sample := z.Subset(rows)
	layout, err := eval.LayoutOf(ctx, f.threads, sample)
	if err != nil {
		return err
	}
	se, err := eval.ErrorOfLayout(ctx, f.threads, sample, z.Rows.Rows)
	if err != nil {
		return err
	}
	r.Layout, r.LayoutError, r.Sample = layout, &se, len(rows)
	r.Rows, r.Classes = z.Rows.Rows, classCount(z.Labels)
	return nil
}

// classCount is the number of different labels.
func classCount(labels []int) int { return len(slices.Compact(slices.Sorted(slices.Values(labels)))) }

// leaveOneOut measures how well the rows tell each other's classes, or those of the rows
// that were drawn.
func (f *evalFlags) leaveOneOut(ctx context.Context, r *evalReport, z eval.Labelled, rows []int) error {
	score, err := f.scoreOthers(ctx, z, rows)
	if err != nil {
		return fmt.Errorf("%s: %w", f.embeddings, err)
	}
	r.KNNScore, r.Warning = &score, score.Warning()
	if rows != nil {
		r.KNNError = shareError(score.Top1, rows, z)
	}
	return nil
}

func (f *evalFlags) scoreOthers(ctx context.Context, z eval.Labelled, rows []int) (eval.KNNScore, error) {
	if rows == nil {
		return f.knn.LeaveOneOut(ctx, f.threads, z)
	}
	return f.knn.LeaveOneOutOf(ctx, f.threads, z, rows)
}

// classify measures how well the embeddings tell the queries' classes. Without two
// classes there is nothing for the linear probe to tell apart.
func (f *evalFlags) classify(ctx context.Context, r *evalReport, z, queries eval.Labelled) error {
	rows, all := f.draw(1, queries), queries
	if rows != nil {
		queries = queries.Subset(rows)
	}
	r.Queries = queries.Rows.Rows
	score, err := f.knn.Classify(ctx, f.threads, z, queries)
	if err != nil {
		return fmt.Errorf("%s: %w", f.queries, err)
	}
	r.KNNScore, r.Warning = &score, score.Warning()
	if rows != nil {
		r.KNNError = shareError(score.Top1, rows, all)
	}
	if r.Classes == 1 {
		return nil
	}
	linear, err := f.linear.Classify(ctx, f.threads, z, queries)
	if err != nil {
		return fmt.Errorf("%s: %w", f.queries, err)
	}
	r.ProbeScore = &linear
	if rows != nil {
		r.LinearError = shareError(linear.Top1, rows, all)
	}
	return nil
}

// shareError is the standard error of a share of the rows that were drawn from z.
func shareError(share float64, rows []int, z eval.Labelled) *float64 {
	e := eval.ShareError(share, len(rows), z.Rows.Rows)
	return &e
}

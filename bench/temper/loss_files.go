package main

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/bench/npy"
	"github.com/abc86604/temper/loss"
)

// problem reads the inputs and returns what is to be computed of them.
func (f *lossFlags) problem(l loss.Loss) (func(context.Context) (loss.Result, error), error) {
	var in reader
	z0, z1, bank, index := in.matrix(f.z0), in.matrix(f.z1), in.matrix(f.bank), in.ints(f.index)
	w := &loss.Workspace{
		Threads: f.threads, Normalized: f.normalized,
		Labels: in.ints(f.labels), Extra: in.matrix(f.extra), ExtraShared: f.extraShared,
	}
	if in.err != nil {
		return nil, in.err
	}
	if f.negatives == "bank" {
		return func(ctx context.Context) (loss.Result, error) { return w.Bank(ctx, l, z0, bank, index) }, nil
	}
	arrange := map[string]func(context.Context, loss.Loss, blas32.General, blas32.General) (loss.Result, error){
		"inbatch": w.InBatch, "cross": w.Cross, "symmetric": w.Symmetric,
	}[f.negatives]
	return func(ctx context.Context) (loss.Result, error) { return arrange(ctx, l, z0, z1) }, nil
}

// reader reads files until the first that cannot be read. An empty path is no
// file and gives nothing.
type reader struct{ err error }

func (r *reader) matrix(path string) (m blas32.General) {
	if path != "" && r.err == nil {
		m, r.err = npy.ReadFloat32(path)
	}
	return m
}

func (r *reader) ints(path string) (v []int) {
	if path != "" && r.err == nil {
		v, r.err = npy.ReadInts(path)
	}
	return v
}

// writeGradients writes the gradients that the command line names a file for.
func (f *lossFlags) writeGradients(res loss.Result) error {
	for _, out := range []struct {
		path string
		grad blas32.General
	}{{f.grad0, res.Grad0}, {f.grad1, res.Grad1}, {f.gradExtra, res.GradExtra}} {
		if out.path == "" {
			continue
		}
		if err := npy.WriteFloat32(out.path, out.grad); err != nil {
			return err
		}
	}
	return nil
}

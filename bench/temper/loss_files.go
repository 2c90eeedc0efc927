package main

import (
	"context"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/arrayfile"
)

// pairings are the arrangements of two matrices whose rows are pairs.
var pairings = map[string]func(z0, z1 blas32.General) loss.Problem{
	"inbatch": loss.InBatch, "cross": loss.Cross, "symmetric": loss.Symmetric,
}

// oneView tells whether rows have no pairs: a loss that finds positives by class needs
// none.
func (f *lossFlags) oneView() bool {
	return f.negatives == "inbatch" && f.z1 == "" && findsByClass(f.objective.member())
}

// problem reads the inputs.
func (f *lossFlags) problem(ctx context.Context) (loss.Problem, error) {
	in := reader{ctx: ctx}
	z0, z1, bank, index := in.matrix(f.z0), in.matrix(f.z1), in.matrix(f.bank), in.ints(f.index)
	labels, extra := in.ints(f.labels), in.matrix(f.extra)
	if in.err != nil {
		return loss.Problem{}, in.err
	}
	var p loss.Problem
	switch {
	case f.negatives == "bank":
		p = loss.Bank(z0, bank, index)
	case f.oneView():
		p = loss.Views(z0, 0)
	default:
		p = pairings[f.negatives](z0, z1)
	}
	p.Labels, p.Unit = labels, f.normalized
	p.Extra, p.ExtraShared = extra, f.extraShared
	return p, nil
}

// reader reads files until the first that cannot be read. An empty path is no
// file and gives nothing.
type reader struct {
	ctx context.Context
	err error
}

func (r *reader) matrix(path string) (m blas32.General) {
	if path != "" && r.err == nil {
		m, r.err = arrayfile.ReadFloat32(r.ctx, path)
	}
	return m
}

func (r *reader) ints(path string) (v []int) {
	if path != "" && r.err == nil {
		v, r.err = arrayfile.ReadInts(r.ctx, path)
	}
	return v
}

// writeGradients writes the gradients that the command line names a file for.
func (f *lossFlags) writeGradients(cmd *cobra.Command, res loss.Result) error {
	write := func(path string, grad blas32.General) error {
		if path == "" {
			return nil
		}
		return writeMatrix(cmd, path, grad)
	}
	paths := []string{f.grad0, f.grad1}
	for i, grad := range res.Grads {
		if err := write(paths[i], grad); err != nil {
			return err
		}
	}
	return write(f.gradExtra, res.GradExtra)
}

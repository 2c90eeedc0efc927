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

// lossInputs are the arrays of temper loss; what is not named has no elements.
type lossInputs struct {
	z0, z1, bank, extra blas32.General
	index, labels       []int
}

// read reads the inputs.
func (f *lossFlags) read(ctx context.Context) (in lossInputs, err error) {
	r := reader{ctx: ctx}
	in.z0, in.z1, in.bank, in.index = r.matrix(f.z0), r.matrix(f.z1), r.matrix(f.bank), r.ints(f.index)
	in.labels, in.extra = r.ints(f.labels), r.matrix(f.extra)
	return in, r.err
}

// problem is the problem of the inputs.
func (f *lossFlags) problem(in *lossInputs) (p loss.Problem) {
	switch {
	case f.negatives == "bank":
		p = loss.Bank(in.z0, in.bank, in.index)
	case f.oneView():
		p = loss.Views(in.z0, 0)
	default:
		p = pairings[f.negatives](in.z0, in.z1)
	}
	p.Labels, p.Unit = in.labels, f.normalized
	p.Extra, p.ExtraShared = in.extra, f.extraShared
	return p
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

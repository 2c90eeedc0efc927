package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
)

// lossBadHelp says, in the help of temper loss, what is done about rows that cannot be used.
const lossBadHelp = `Rows that have no direction, with NaN, infinities or zeros alone, are bad items. All
of them are listed and nothing is computed, unless --skip-bad leaves them out: pairs
and their own extra negatives as a whole, an anchor also where its positive in the
bank is bad. Gradients keep the shapes of the files, with zeros for what is left out.`

// badInputs are the bad rows of the inputs, and how many extra negatives each pair has of
// its own.
type badInputs struct {
	z0, z1, bank, extra badRows
	index               []int // of the anchors' positives in the bank
	own                 int
}

// leftOut says which rows of the files are in the problem.
type leftOut struct{ pairs, bank, extra keptRows }

// keptRows are numbers of rows of a file, in ascending order. The zero value is all rows.
type keptRows struct {
	of      int // rows of the file
	numbers []int
}

// leaveOutBad leaves the bad rows out of the inputs, with all that belongs to them, and says
// so, or returns the error for them. Inputs that do not fit each other stay as they are:
// package loss says what is wrong.
func (f *lossFlags) leaveOutBad(cmd *cobra.Command, in *lossInputs) (left leftOut, err error) {
	if !f.fit(in) {
		return left, nil
	}
	bad, err := f.findBad(cmd.Context(), in)
	if err != nil {
		return left, err
	}
	files := badFiles(bad.z0, bad.z1, bad.bank, bad.extra)
	if err := refuseBad(f.skipBad, files); err != nil || len(files) == 0 {
		return left, err
	}
	left = bad.leftOut()
	if len(left.pairs.numbers) == 0 {
		return left, fmt.Errorf("no pair is left without a bad row: %v", refuseBad(false, files))
	}
	reportBad(cmd, files)
	if n := left.pairs.skipped(); n > len(bad.z0.rows) {
		fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d pairs left out for a bad row\n", n, left.pairs.of)
	}
	in.keep(left)
	return left, nil
}

// fit tells whether the inputs have the shapes that say which rows belong together.
func (f *lossFlags) fit(in *lossInputs) bool {
	rows, classified := in.z0.Rows, in.z0.Rows
	if f.negatives == "bank" {
		classified = in.bank.Rows
	}
	other := func(m blas32.General) bool { return m.Rows > 0 && m.Cols != in.z0.Cols }
	beyond := func(row int) bool { return row < 0 || row >= in.bank.Rows }
	switch {
	case rows == 0, other(in.z1), other(in.bank), other(in.extra),
		f.z1 != "" && in.z1.Rows != rows,
		f.index != "" && len(in.index) != rows,
		slices.ContainsFunc(in.index, beyond),
		f.labels != "" && len(in.labels) != classified,
		!f.extraShared && in.extra.Rows%rows != 0:
		return false
	}
	return true
}

// findBad finds the bad rows of all matrices.
func (f *lossFlags) findBad(ctx context.Context, in *lossInputs) (bad badInputs, err error) {
	for _, m := range []struct {
		to   *badRows
		path string
		rows blas32.General
	}{{&bad.z0, f.z0, in.z0}, {&bad.z1, f.z1, in.z1}, {&bad.bank, f.bank, in.bank}, {&bad.extra, f.extra, in.extra}} {
		if *m.to, err = findBad(ctx, m.path, m.rows); err != nil {
			return bad, err
		}
	}
	bad.index = in.index
	if !f.extraShared {
		bad.own = in.extra.Rows / in.z0.Rows
	}
	return bad, nil
}

// good tells whether no row that belongs to a pair is bad.
func (b *badInputs) good(pair int) bool {
	bad := b.z0.has(pair) || b.z1.has(pair) || b.index != nil && b.bank.has(b.index[pair])
	return !bad && !b.extra.within(pair*b.own, (pair+1)*b.own)
}

// leftOut says what is left of all files.
func (b *badInputs) leftOut() leftOut {
	pairs := numbers(b.z0.of, b.good)
	extra := b.extra.good()
	if b.own > 0 {
		extra = numbers(b.extra.of, func(i int) bool {
			_, kept := slices.BinarySearch(pairs, i/b.own)
			return kept
		})
	}
	return leftOut{keptRows{b.z0.of, pairs}, keptRows{b.bank.of, b.bank.good()}, keptRows{b.extra.of, extra}}
}

// keep leaves in the inputs what is not left out.
func (in *lossInputs) keep(left leftOut) {
	in.z0 = keepRows(in.z0, left.pairs.numbers)
	in.bank = keepRows(in.bank, left.bank.numbers)
	in.extra = keepRows(in.extra, left.extra.numbers)
	if in.z1.Rows > 0 {
		in.z1 = keepRows(in.z1, left.pairs.numbers)
	}
	classified := left.pairs
	if in.index != nil {
		classified = left.bank
		in.index = pick(in.index, left.pairs.numbers)
		for i, row := range in.index {
			in.index[i], _ = slices.BinarySearch(left.bank.numbers, row)
		}
	}
	if in.labels != nil {
		in.labels = pick(in.labels, classified.numbers)
	}
}

// restore gives the gradients the shapes of the files.
func (l leftOut) restore(res *loss.Result) {
	for i, grad := range res.Grads {
		res.Grads[i] = l.pairs.restore(grad)
	}
	res.GradExtra = l.extra.restore(res.GradExtra)
}

// counted says in an error which rows the numbers in it are of.
func (l leftOut) counted(err error) error {
	if l.pairs.skipped() == 0 && l.bank.skipped() == 0 && l.extra.skipped() == 0 || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w, rows being counted without those left out", err)
}

// restore returns the rows at their places in the file, and zeros at the others.
func (k keptRows) restore(rows blas32.General) blas32.General {
	if k.skipped() == 0 {
		return rows
	}
	all := matrix.New(k.of, rows.Cols)
	for from, to := range k.numbers {
		copy(matrix.Row(all, to), matrix.Row(rows, from))
	}
	return all
}

// skipped is the number of rows that are left out.
func (k keptRows) skipped() int { return k.of - len(k.numbers) }

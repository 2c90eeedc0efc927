package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/format/arrayfile"
)

// What --tower names.
const queryTower, corpusTower = "query", "corpus"

// embedRowsHelp says, in the help of temper embed, what it does with an adapter.
const embedRowsHelp = `ADAPTERS. Where RUN is that of an adapter, --in is the matrix whose rows its head maps:
the head of --tower, which may be left out where one is for both. Rows go to unit length
before the head and after it; those that no head is for, as the corpus of an adapter of
queries alone, are that and no more. Row i of Z.npy is row i of the file, which may be
larger than memory but for .npz. Rows that have no direction, with NaN, infinities or
zeros alone, are bad items: all are listed and no file is left, unless --skip-bad makes
zeros of them. Standard output has had the blocks before the first of them by then.`

// mappedRows is what temper embed --in prints.
type mappedRows struct {
	Out   string   `json:"out"`
	Items int      `json:"items"`
	Dim   int      `json:"dim"`
	Tower string   `json:"tower,omitempty"`
	Head  headInfo `json:"head"`
	Bad   int      `json:"bad"` // rows that are zeros
}

// mapRows maps the rows of a file by the head of a run.
func (f *embedFlags) mapRows(cmd *cobra.Command, dir string) error {
	if err := f.checkRows(cmd); err != nil {
		return err
	}
	head, err := f.head(cmd, dir)
	if err != nil {
		return err
	}
	in, err := arrayfile.Open(cmd.Context(), f.in)
	if err != nil {
		return err
	}
	defer in.Close()
	if in.Dim() != head.In() {
		return fmt.Errorf("%s has %d columns, the head of %s takes %d", f.in, in.Dim(), dir, head.In())
	}
	bad, err := f.writeMapped(cmd, head.Map(in))
	if err != nil {
		return err
	}
	r := mappedRows{f.out, in.Len(), head.Out(), f.tower, headInfoOf(head), len(bad.rows)}
	if r.Bad > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d of %d rows are zeros in %s: %s\n", f.in, r.Bad, r.Items, f.out, bad.items().First())
	}
	if f.json {
		return printJSON(cmd, r)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d rows of %d values at unit length, head: %s: %s\n", r.Items, r.Dim, r.Head, r.Out)
	return err
}

func (f *embedFlags) checkRows(cmd *cobra.Command) error {
	if err := takeOnly(cmd, "in", []string{"tower", "out", "skip-bad"}); err != nil {
		return err
	}
	if f.tower != "" {
		if err := oneOf("tower", f.tower, queryTower, corpusTower); err != nil {
			return err
		}
	}
	return checkOutputs(cmd, []string{"out"}, []string{"in"})
}

// head is that of the tower.
func (f *embedFlags) head(cmd *cobra.Command, dir string) (*adapt.Head, error) {
	a, err := adapt.Load(dir)
	if errors.Is(err, adapt.ErrNone) {
		return nil, fmt.Errorf("%w; the encoder of a run embeds items without --in", err)
	}
	if err != nil {
		return nil, err
	}
	printNotice(cmd, a.Notice)
	switch {
	case f.tower == corpusTower:
		return a.Corpus, nil
	case f.tower == "" && a.Query != a.Corpus:
		return nil, usagef("embed --in needs --tower query or corpus: %s has not one head for both", dir)
	}
	return a.Query, nil
}

// writeMapped writes mapped rows, and returns those that are bad. Without --skip-bad it looks
// for the others of these when it has found one, and writes nothing more.
func (f *embedFlags) writeMapped(cmd *cobra.Command, m *adapt.Mapped) (badRows, error) {
	bad := badRows{path: f.in, of: m.Len()}
	bar := newProgress(cmd, f.common)
	defer bar.clear()
	count := eval.Count(eval.WithProgress(cmd.Context(), bar.measure), "embedding", "rows", m.Len())
	err := writeRows(cmd, f.out, m.Len(), m.Dim(), func(write func(blas32.General) error) error {
		err := m.Each(cmd.Context(), f.threads, func(rows blas32.General, more []*matrix.RowError) error {
			count(rows.Rows)
			bad.rows = append(bad.rows, more...)
			if len(bad.rows) > 0 && !f.job.SkipBad {
				return nil
			}
			return write(rows)
		})
		if err != nil || len(bad.rows) == 0 {
			return err
		}
		return f.refuseRows(bad)
	})
	return bad, err
}

// refuseRows is the error for rows that are not to become zeros.
func (f *embedFlags) refuseRows(bad badRows) error {
	switch {
	case len(bad.rows) == bad.of:
		return errors.New(bad.items().Error())
	case !f.job.SkipBad:
		return fmt.Errorf("%v; --skip-bad makes zeros of them", bad.items())
	}
	return nil
}

package main

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/spf13/cobra"
)

// badSamplesHelp says, in the help of commands that read samples, what is done about those
// that cannot be used.
const badSamplesHelp = `Rows that have no direction, with NaN, infinities or zeros alone, and rows whose label
is negative are bad items. All of them are listed and nothing is computed, unless
--skip-bad leaves them out.`

// samples are the rows of a matrix and their labels, if they have any.
type samples struct {
	eval.Labelled
	bad badRows
}

// readSamples reads a matrix and its rows' labels, and finds the bad rows; an empty path
// is none.
func readSamples(ctx context.Context, path, labelPath string) (z samples, err error) {
	if path == "" {
		return z, nil
	}
	if z.Rows, err = arrayfile.ReadFloat32(ctx, path); err != nil {
		return z, err
	}
	if labelPath != "" {
		if z.Labels, err = arrayfile.ReadInts(ctx, labelPath); err != nil {
			return z, err
		}
		if len(z.Labels) != z.Rows.Rows {
			return z, fmt.Errorf("%s has %d labels, %s has %d rows", labelPath, len(z.Labels), path, z.Rows.Rows)
		}
	}
	z.bad, err = findBad(ctx, path, z.Rows)
	z.bad.rows = data.WithBadLabels(z.bad.rows, z.Labels)
	return z, err
}

// leaveOutBad leaves the bad rows out, and says so, or returns the error for them.
func leaveOutBad(cmd *cobra.Command, skip bool, all ...*samples) error {
	var bad []badRows
	for _, z := range all {
		bad = append(bad, z.bad)
	}
	files := badFiles(bad...)
	if err := refuseBad(skip, files); err != nil {
		return err
	}
	reportBad(cmd, files)
	for _, z := range all {
		z.leaveOut()
	}
	return nil
}

func (z *samples) leaveOut() {
	if len(z.bad.rows) == 0 {
		return
	}
	good := z.bad.good()
	z.Rows = keepRows(z.Rows, good)
	if z.Labels != nil {
		z.Labels = pick(z.Labels, good)
	}
}

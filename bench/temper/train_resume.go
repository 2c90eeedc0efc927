package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
	folder "github.com/abc86604/temper/nn/run"
	"github.com/abc86604/temper/nn/train"
)

// resumed is the run that --resume goes on with, on the data that it was started with.
func (f *trainFlags) resumed(cmd *cobra.Command) (*train.Trainer, error) {
	r, err := train.Open(f.out)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	was := settingsOf(r)
	if err := f.unchanged(cmd, r, &was); err != nil {
		return nil, err
	}
	overlay(cmd, &was, &f.job, dataSettings...) // it may have moved
	if was.Data == "" {
		return nil, usagef("train --resume needs --data: %s does not say where its data came from", f.out)
	}
	if err := folder.CheckFree(f.out); err != nil { // before the data is loaded, which may take long
		return nil, err
	}
	printNotice(cmd, r.Notice)
	printNotice(cmd, r.GoingOn)
	items, origin, err := was.Load(cmd.Context(), data.Train, f.loads.watch())
	if err != nil {
		return nil, err
	}
	trainer, err := r.Resume(items)
	if err != nil {
		return nil, decodedBy(err, r.Origin.Decoder, origin.Decoder)
	}
	trainer.Origin = origin
	return trainer, f.grow(cmd, trainer)
}

// decodedBy adds to the error of a run that does not go on that its images have been
// decoded anew by something else, which may have made other pixels.
func decodedBy(err error, was, is string) error {
	if was == is {
		return err
	}
	return fmt.Errorf("%w; the images were decoded by %s then and are by %s now", err, cmp.Or(was, "an older temper"), cmp.Or(is, "nothing"))
}

// unchanged returns an error if a flag of the command line contradicts the run
// that is to go on.
func (f *trainFlags) unchanged(cmd *cobra.Command, r *train.Run, was *job.Settings) error {
	values := append(f.objective.against(cmd, r.Loss), flagValue{"seed", f.seed, r.Seed})
	values = append(values, settingsAgainst(&f.job, was, append([]string{"epochs", "seed"}, dataSettings...)...)...)
	return sameFlags(cmd, f.out, slices.DeleteFunc(values, asItFits))
}

// asItFits tells whether a flag says nothing that could contradict: a temperature to a loss
// that has none, or 0 where the run has put what fits.
func asItFits(v flagValue) bool {
	switch v.name {
	case tau:
		return v.was == nil
	case "queue-length", "tau-period":
		return v.is == "0"
	}
	return false
}

// grow gives the run the epochs that the command line asks for, if those are more.
func (f *trainFlags) grow(cmd *cobra.Command, t *train.Trainer) error {
	if !cmd.Flags().Changed("epochs") || f.job.Epochs == t.Epochs {
		return nil
	}
	if f.job.Epochs < t.Epochs {
		return fmt.Errorf("--epochs %d: %s was started with %d, which may only grow", f.job.Epochs, f.out, t.Epochs)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "temper: %d epochs in place of %d: the learning rate follows the schedule of the new length from here on\n",
		f.job.Epochs, t.Epochs)
	t.Epochs = f.job.Epochs
	return nil
}

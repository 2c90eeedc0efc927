package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/tune"
)

// tuneFlags is the command line of temper tune.
type tuneFlags struct {
	common
	job       job.Settings  // of a race of encoders
	heads     adaptSettings // of one of heads
	objective objective
	taus, out string
	resume    bool
	loads     loads
}

// newTuneFlags returns a command line that says nothing yet.
func newTuneFlags() *tuneFlags {
	return &tuneFlags{
		job: job.Defaults(), heads: adaptSettings{Settings: adapt.Defaults()}, objective: objective{listed: true},
	}
}

func newTuneCommand() *cobra.Command {
	f := newTuneFlags()
	cmd := &cobra.Command{
		Use:   "tune --data DIR|shapes|Z.npy --out DIR",
		Short: "Find a temperature by a race of trainings",
		Long: `tune trains at several temperatures side by side, from the same weights on the same
data in the same order, and drops the worse half after an eighth of the epochs, after a
quarter and after a half, by what held-out data says. The one that is left is trained to
its end: what comes out is a temperature and a finished run. Eight temperatures cost 2.5
times one training, four cost twice and two 1.5 times; of more than eight, or within
fewer than eight epochs, several come to the end. Of equal ones the lower goes on.

Encoders (--data, with the flags of temper train) are judged by the kNN accuracy of the
last items of the data, which are not trained on: --holdout, or a tenth of them, from 512
to 2,000 and no more than a quarter. That needs labels. Every temperature has a run in
DIR, such as DIR/tau0.1, of which the best is ready for temper embed. "shapes" has the
settings of the quick temper study unless they are given.

Heads on embeddings that one has (--corpus, --pairs or --embeddings, with the flags of
temper adapt) are judged by what queries gain that no training has seen, at the best
number of passes so far; --passes are their epochs. The best is then made as temper adapt
makes it, in DIR/tau0.05 for instance.

Tested on drawn images, CIFAR-10 and SciFact's vectors with three seeds each, a race of
nine temperatures lost on average at most 1.6 points of kNN, linear probe or nDCG@10 to
the best of them, 3.8 with one seed, at the cost of 3.5 trainings; always taking the same
temperature lost up to 13.5 (bench/advice).

A temperature whose training runs away is out, and the race goes on without it. The
advice says how far ahead the best was of the next when both were last looked at, and how
large an error chance alone makes there. Into --out go tune.json, written after every
look, and race.svg and race.png, the scores against epochs. Ctrl-C keeps what has been
trained: --resume --out DIR goes on from there, also after a crash, to the same end. The
race knows its settings, and flags that are given again must say the same.

` + lossHelp() + `

` + filesHelp + ` ` + idsHelp,
		Example: `  temper tune --data shapes --out race
  temper embed race/tau0.2 --split test --out z.npy
  temper tune --data cifar10 --encoder resnet8 --epochs 24 --tau 0.05:1:6 --out cifar-race
  temper tune --corpus docs.npy --queries q.npy --qrels train.tsv --out heads
  temper tune --resume --out cifar-race`,
		Args: flagsOnly("data"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	f.define(cmd)
	return cmd
}

func (f *tuneFlags) run(cmd *cobra.Command) error {
	f.loads = loads{cmd: cmd, common: f.common}
	if err := f.check(cmd); err != nil {
		return err
	}
	r, err := f.open(cmd)
	if err != nil {
		return err
	}
	defer r.folder.Unlock()
	f.loads.print()
	bar := &tuneBar{progress: newProgress(cmd, f.common)}
	err = r.race(cmd.Context(), f.threads, bar)
	bar.clear()
	if ctx := cmd.Context(); err != nil && err == context.Cause(ctx) {
		return interrupted(ctx, "what has been trained is kept; to go on: temper tune --resume --out "+job.Quoted(f.out))
	}
	if err != nil {
		return err
	}
	if err := r.draw(); err != nil {
		return err
	}
	if f.json {
		return printJSON(cmd, r.state)
	}
	return r.print(cmd)
}

// tuneBar is the progress of trainings side by side.
type tuneBar struct {
	sync.Mutex
	*progress
}

// step says that one training has seen so many items more.
func (b *tuneBar) step(total, items int, title string) {
	b.Lock()
	defer b.Unlock()
	b.expect(total)
	b.add(items, title)
}

// looked says what a look at one temperature saw.
func (b *tuneBar) looked(t tune.Track, m tuneMeasure) {
	b.Lock()
	defer b.Unlock()
	if t.Out != "" {
		b.line("tau %v is out: %s", t.Tau, t.Out)
		return
	}
	last := t.Looks[len(t.Looks)-1]
	b.line("tau %v: %s at %s %d", t.Tau, m.text(last.Score), m.epoch, last.Epochs)
}

// tuneMeasure is what a race is judged by, in words.
type tuneMeasure struct {
	name, of      string // "kNN", "512 held-out items"
	epoch, epochs string // what rounds count
	scale         float64
	digits        int    // of a score that was scaled, after the point
	unit, points  string // after it, and after a difference of two
	axis          string // a figure's unit
	sign          bool   // a score of more than 0 has one
}

// number is a score with its unit.
func (m tuneMeasure) number(s tune.Score) string {
	if m.sign {
		return fmt.Sprintf("%+.*f%s", m.digits, m.scale*s.Value, m.unit)
	}
	return fmt.Sprintf("%.*f%s", m.digits, m.scale*s.Value, m.unit)
}

// text is a score with its name.
func (m tuneMeasure) text(s tune.Score) string { return m.name + " " + m.number(s) }

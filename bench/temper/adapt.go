package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study/figures"
	"github.com/abc86604/temper/nn/adapt"
	folder "github.com/abc86604/temper/nn/run"
)

// adaptFlags is the command line of temper adapt.
type adaptFlags struct {
	common
	adaptSettings
	objective objective
	taus      string
	out, plot string
	resume    bool
}

func newAdaptCommand() *cobra.Command {
	f := adaptFlags{adaptSettings: adaptSettings{Settings: adapt.Defaults()}, objective: objective{listed: true}}
	cmd := &cobra.Command{
		Use:   "adapt --corpus D.npy --queries Q.npy --qrels F --out RUN",
		Short: "Train a head on embeddings that one has, and say whether it helps",
		Long: `adapt trains a head on frozen embeddings, from judgements of what belongs together:
of documents to queries (--corpus, --queries, --qrels), of rows i of two matrices
(--pairs), or of rows of one class (--embeddings, --labels, with --loss supcon). The
head begins as what changes nothing, and is chosen on the training data alone: at
every temperature of --tau, and after every few passes, by what queries gain in nDCG@10
that the training has not seen. Five folds of them are left out in turn. Unless the best
gain exceeds 1.5 standard errors the answer is that the vectors are best as they are.
Otherwise it is the longest training at the best temperature that lies within one
standard error of the best, made again with all judgements.

--validate  components  no document is judged in two folds: what counts is what is
                        gained on documents that no training has seen
            queries     queries alone are left out, for a corpus that stays and is
                        asked again: there a head may learn its documents by heart
--validation-qrels takes judgements of other queries of --queries in place of folds.

--towers    query       the documents stay as they are: nothing is indexed again
            shared      one head for queries and documents
            two         a head for each

A query is compared with the whole corpus, beyond 20,000 documents with those that are
relevant to some query and others at random, up to as many. Never its negatives: its
other relevant documents, the document of its own id, and what equals one of them.

Into --out go config.json, the heads (head.npy and head.safetensors, or query.* and
corpus.*, linear.weight as PyTorch has it: x @ W.T), the curve (metrics.csv), what was
found (results.json) and the ids of the documents that were relevant in training
(seen.ids), by which temper eval --adapter tells queries with such a document from
others. Ctrl-C keeps what has been tried: --resume --out RUN goes on from there.

` + lossHelp() + `

` + filesHelp + ` ` + idsHelp,
		Example: `  temper adapt --corpus docs.npy --queries q.npy --qrels train.tsv --out head
  temper adapt --corpus docs.npy --corpus-ids docs.ids --queries q.npy --query-ids q.ids --qrels train.tsv \
    --towers two --plot curve.svg --out head2
  temper adapt --pairs questions.npy,answers.npy --tau 0.05 --out qa
  temper adapt --embeddings z.npy --labels y.npy --loss supcon --out faces
  temper embed head --in q.npy --tower query --out q2.npy`,
		Args: flagsOnly("corpus", "pairs", "embeddings"),
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

const idsHelp = `Ids stand in files
of a line each; without them they are the numbers of the rows, from 0 up.`

// define defines the flags of temper adapt.
func (f *adaptFlags) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.Inputs.define(flags)
	bindSettings(cmd, &f.Settings)
	f.objective.define(cmd)
	flags.StringVar(&f.taus, "tau", "auto", "temperatures to choose among: auto for 0.02,0.05,0.1, a list, or LOW:HIGH:COUNT")
	flags.StringVar(&f.out, "out", "", "folder of the run (required)")
	flags.StringVar(&f.plot, "plot", "", "draw the gain over passes into this file, .svg or .png")
	flags.BoolVar(&f.resume, "resume", false, "go on with the run in --out, as it was begun")
}

func (f *adaptFlags) run(cmd *cobra.Command) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	r, err := f.open(cmd)
	if err != nil {
		return err
	}
	defer r.folder.Unlock()
	bar := newProgress(cmd, f.common)
	result, err := r.train(cmd.Context(), f.threads, func(done, total int) {
		bar.expect(total)
		bar.add(1, "adapt")
	})
	bar.clear()
	if ctx := cmd.Context(); err != nil && err == context.Cause(ctx) {
		return interrupted(ctx, "what has been tried is kept; to go on: temper adapt --resume --out "+job.Quoted(f.out))
	}
	if err != nil {
		return err
	}
	report := adaptReportOf(f.out, r, result)
	if err := r.keep(result, report); err != nil {
		return err
	}
	if f.plot != "" && len(result.Curve) > 0 {
		if err := figures.WriteGains(f.plot, result.Curve); err != nil {
			return err
		}
	}
	return report.print(cmd, f.json)
}

// check checks the flags, and that they belong together.
func (f *adaptFlags) check(cmd *cobra.Command) error {
	if err := needFlags(cmd, "adapt", "out"); err != nil {
		return err
	}
	if err := needFolder("out", f.out); err != nil {
		return err
	}
	if f.plot != "" {
		if _, err := figures.Format(f.plot); err != nil {
			return usagef("--plot %v", err)
		}
	}
	if f.resume {
		return f.onlyResume(cmd)
	}
	if err := f.Inputs.check(cmd); err != nil {
		return err
	}
	if err := checkSettings(cmd, &f.Settings); err != nil {
		return err
	}
	if err := f.objective.checkName(); err != nil {
		return err
	}
	if err := f.objective.checkFlags(cmd); err != nil {
		return err
	}
	f.Seed = f.seed
	return f.settle(cmd)
}

// settle makes the loss and its temperatures of what the flags say.
func (f *adaptFlags) settle(cmd *cobra.Command) (err error) {
	byClass := findsByClass(f.objective.member())
	switch {
	case f.Inputs.Embeddings != "" && !byClass:
		return usagef("--embeddings with --labels needs a loss that finds positives by class, such as --loss supcon")
	case f.Inputs.Embeddings == "" && byClass:
		return usagef("--loss %s goes with --embeddings and --labels", f.objective.name)
	case f.objective.otherClass:
		return usagef("heads take no --other-class")
	}
	if f.Loss.Loss, err = f.objective.loss(cmd); err != nil {
		return err
	}
	switch {
	case !f.objective.hasTau():
		return nil
	case f.taus == "auto":
		f.Taus = adapt.DefaultTaus()
		return nil
	}
	f.Taus, err = parseTaus("tau", f.taus)
	return err
}

// onlyResume refuses what --resume knows from the run.
func (f *adaptFlags) onlyResume(cmd *cobra.Command) error {
	known := []string{"resume", "out", "plot", "json", "threads"}
	var others []string
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if !slices.Contains(known, flag.Name) {
			others = append(others, flag.Name)
		}
	})
	if len(others) > 0 {
		return usagef("adapt --resume goes on as the run was begun, and takes no --%s", others[0])
	}
	return nil
}

// open begins a run, or opens the one that --resume goes on with.
func (f *adaptFlags) open(cmd *cobra.Command) (*adaptRun, error) {
	if f.resume {
		return openAdaptRun(cmd.Context(), f.out)
	}
	if exists(filepath.Join(f.out, folder.ConfigFile)) {
		return nil, fmt.Errorf("%s holds a run: resume it or choose another folder", f.out)
	}
	inputs, err := f.Inputs.read(cmd.Context())
	if err != nil {
		return nil, err
	}
	if err := f.Settings.Check(inputs.dim()); err != nil {
		return nil, err
	}
	return beginAdaptRun(f.out, f.adaptSettings, inputs)
}

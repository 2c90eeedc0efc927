package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/abc86604/temper/bench/study/figures"
	"github.com/abc86604/temper/loss/analysis"
	"github.com/spf13/cobra"
)

// What the columns of temper analyze are, in its help and below its table.
const (
	spreadHelp = `entropy       of the penalties r_j = exp(s_j/τ) / Σ exp(s_k/τ), in nats: 0 where one
              negative has the whole gradient, log N where N share it evenly
effective     exp(entropy): as many negatives, sharing evenly, would have that entropy
hardest 1 %   the share of the gradient on the most similar 1 % of the negatives,
              their number rounded up`
	sameClassHelp = `same class    its share on the negatives of the anchor's own class, which it pushes away
              from where they belong: false negatives (needs --labels)`
	startHelp = `A temperature to start from is 0.4 of the deviation of an anchor's similarities, for
rows as they are before any training: raw pixels, or somebody's vectors. Of the rules
that were tested, of the own class, of the entropy and of the gap to the positives, it
was the best: on drawn images, CIFAR-10 and SciFact, three seeds each, it lost on
average at most 1.6 points to the best of nine temperatures. The 0.4 was chosen on this
same data; chosen on two of the three it lost 3.0 on the third (bench/advice). Rows that
were trained at one temperature lie as that one wants them, and say little of others.
temper tune finds a temperature by a race, temper study shows what each of them does.`
)

// startOf is the part of the deviation of similarities that a temperature to start from is:
// bench/advice/README.md says what was tested.
const startOf = 0.4

// analyzeFlags is the command line of temper analyze.
type analyzeFlags struct {
	common
	embeddings, labels string
	taus               string
	plot               string
	skipBad            bool
}

// analyzeReport is what temper analyze prints; what needs labels is left out
// without them.
type analyzeReport struct {
	Anchors   int               `json:"anchors"`
	Negatives int               `json:"negatives"`            // per anchor
	SameClass *float64          `json:"same_class,omitempty"` // the share of the negatives that are of their anchor's class
	Deviation float64           `json:"deviation"`            // of an anchor's similarities
	StartTau  float64           `json:"start_tau"`            // of a training that begins with these rows
	Taus      []analysis.Spread `json:"taus"`

	SkippedRows int `json:"skipped_rows,omitempty"` // that were left out as bad

	dim int // values in a row
}

func newAnalyzeCommand() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "analyze --embeddings Z.npy",
		Short: "Show how the temperature spreads the gradient over the negatives",
		Long: `analyze takes each row of a matrix for an anchor and all other rows for its negatives,
and shows for each temperature, as means over the anchors, how the gradient of the
contrastive loss is spread over them:

` + spreadHelp + `
` + sameClassHelp + `

` + startHelp + `

--tau is a list of temperatures; 0.02:1:20 stands for twenty of them, log-spaced.
--plot draws the shares against τ, as SVG or PNG by the name's extension; with
--labels a line shows the same-class negatives' part of all.

` + filesHelp + `

` + badSamplesHelp + `

The numbers printed are rounded for people; --json has all digits.`,
		Example: `  temper analyze --embeddings z.npy
  temper analyze --embeddings z.npy --labels y.npy --tau 0.02:1:20 --plot tau.svg`,
		Args: flagsOnly("embeddings", "labels"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := needFlags(cmd, "analyze", "embeddings"); err != nil {
				return err
			}
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.embeddings, "embeddings", "", "matrix, a row for each sample (required)")
	flags.StringVar(&f.labels, "labels", "", "their classes, integers")
	flags.StringVar(&f.taus, "tau", "0.02:1:20", "temperatures: a list, or LOW:HIGH:COUNT")
	flags.StringVar(&f.plot, "plot", "", "draw the shares against τ into this file, .svg or .png")
	skipBadFlag(cmd, &f.skipBad, "rows that have no direction, negative labels")
	return cmd
}

func (f *analyzeFlags) run(cmd *cobra.Command) error {
	taus, err := parseTaus("tau", f.taus)
	if err != nil {
		return err
	}
	if err := f.checkPlot(cmd); err != nil {
		return err
	}
	z, err := readSamples(cmd.Context(), f.embeddings, f.labels)
	if err != nil {
		return err
	}
	if err := leaveOutBad(cmd, f.skipBad, &z); err != nil {
		return err
	}
	spreads, err := analysis.Analyze(cmd.Context(), f.threads, z.Rows, z.Labels, taus)
	if err != nil {
		return fmt.Errorf("%s: %w", f.embeddings, err)
	}
	deviation, err := analysis.Deviation(f.threads, z.Rows)
	if err != nil {
		return fmt.Errorf("%s: %w", f.embeddings, err)
	}
	r := analyzeReport{
		Anchors: z.Rows.Rows, Negatives: z.Rows.Rows - 1, SameClass: sameClass(z.Labels), Taus: spreads,
		Deviation: deviation, StartTau: startOf * deviation,
		SkippedRows: len(z.bad.rows), dim: z.Rows.Cols,
	}
	if err := f.draw(r); err != nil {
		return err
	}
	if f.json {
		return printJSON(cmd, r)
	}
	return printAnalysis(cmd, r)
}

// checkPlot makes sure that the plot can be written.
func (f *analyzeFlags) checkPlot(cmd *cobra.Command) error {
	if !cmd.Flags().Changed("plot") {
		return nil
	}
	if _, err := figures.Format(f.plot); err != nil {
		return usagef("--plot %v", err)
	}
	return checkOutputs(cmd, []string{"plot"}, []string{"embeddings", "labels"})
}

// draw writes the plot that was asked for.
func (f *analyzeFlags) draw(r analyzeReport) error {
	if f.plot == "" {
		return nil
	}
	return figures.WriteAnalysis(f.plot, figures.Analysis{Taus: r.Taus, Negatives: r.Negatives, SameClass: r.SameClass})
}

func printAnalysis(cmd *cobra.Command, r analyzeReport) error {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%d anchors of %d values, each with %d negatives", r.Anchors, r.dim, r.Negatives)
	if r.SameClass != nil {
		fmt.Fprintf(out, ", %.3g %% of them of its class", 100**r.SameClass)
	}
	fmt.Fprintf(out, "\nsimilarities deviate by %.3f; to start from, if nothing has trained the rows: tau %.2g\n\n", r.Deviation, r.StartTau)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "tau\tentropy\teffective of %d\thardest 1 %%\t", r.Negatives)
	if r.SameClass != nil {
		fmt.Fprintf(w, "same class\t")
	}
	fmt.Fprintln(w)
	for _, a := range r.Taus {
		fmt.Fprintf(w, "%.4g\t%.3f\t%.1f\t%.1f %%\t", a.Tau, a.Entropy, a.EffectiveNegatives, 100*a.HardestShare)
		if a.SameClassShare != nil {
			fmt.Fprintf(w, "%.1f %%\t", 100**a.SameClassShare)
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", spreadHelp)
	if r.SameClass != nil {
		fmt.Fprintln(out, sameClassHelp)
	}
	_, err := fmt.Fprintf(out, "\n%s\n", startHelp)
	return err
}

// sameClass is the share of all pairs of rows that are of one class, nil without
// labels.
func sameClass(labels []int) *float64 {
	if labels == nil {
		return nil
	}
	members, pairs := map[int]float64{}, 0.0
	for _, label := range labels {
		pairs += members[label]
		members[label]++
	}
	n := float64(len(labels))
	pairs /= n * (n - 1) / 2
	return &pairs
}

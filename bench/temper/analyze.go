package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/abc86604/temper/bench/npy"
	"github.com/abc86604/temper/loss"
	"github.com/spf13/cobra"
)

// analyzeFlags is the command line of temper analyze.
type analyzeFlags struct {
	common
	embeddings, taus string
}

// analyzeReport is what temper analyze prints.
type analyzeReport struct {
	Anchors   int                `json:"anchors"`
	Negatives int                `json:"negatives"` // per anchor
	Taus      []loss.TauAnalysis `json:"taus"`
}

func newAnalyzeCommand() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "analyze --embeddings Z.npy",
		Short: "Show how the temperature spreads the gradient over the negatives",
		Long: `analyze takes each row of a float32 .npy matrix for an anchor and all other rows
for its negatives, and shows for each temperature, as means over the anchors:

entropy       of the penalties r, the softmax of the similarities at τ
effective     exp(entropy): how many negatives share the gradient, as it were
hardest 1 %   the share of the gradient on the most similar 1 % of the negatives

--tau is a list of temperatures; 0.02:1:20 stands for twenty of them, log-spaced.`,
		Example: `  temper analyze --embeddings z.npy
  temper analyze --embeddings z.npy --tau 0.02:1:20 --json`,
		Args: cobra.NoArgs,
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
	cmd.Flags().StringVar(&f.embeddings, "embeddings", "", "float32 .npy, a row for each sample (required)")
	cmd.Flags().StringVar(&f.taus, "tau", "0.05,0.1,0.2,0.5,1", "temperatures: a list, or LOW:HIGH:COUNT")
	return cmd
}

func (f *analyzeFlags) run(cmd *cobra.Command) error {
	taus, err := parseTaus(f.taus)
	if err != nil {
		return err
	}
	z, err := npy.ReadFloat32(f.embeddings)
	if err != nil {
		return err
	}
	w := loss.Workspace{Threads: f.threads}
	analysis, err := w.Analyze(cmd.Context(), z, taus)
	if err != nil {
		return fmt.Errorf("%s: %w", f.embeddings, err)
	}
	if f.json {
		return printJSON(cmd, analyzeReport{Anchors: z.Rows, Negatives: z.Rows - 1, Taus: analysis})
	}
	return printAnalysis(cmd, z.Rows-1, analysis)
}

func printAnalysis(cmd *cobra.Command, negatives int, analysis []loss.TauAnalysis) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "tau\tentropy\teffective of %d\thardest 1 %%\t\n", negatives)
	for _, a := range analysis {
		fmt.Fprintf(w, "%.4g\t%.3f\t%.1f\t%.3f\t\n", a.Tau, a.Entropy, a.EffectiveNegatives, a.HardestShare)
	}
	return w.Flush()
}

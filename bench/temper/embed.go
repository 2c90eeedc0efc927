package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
)

// What --layer names.
const embeddingLayer, featuresLayer = "embedding", "features"

// embedFlags is the command line of temper embed.
type embedFlags struct {
	common
	job           job.Settings // of which data, labels and limit play a part
	split, layer  string
	out           string
	labels, names string
	in, tower     string // of an adapter
}

func newEmbedCommand() *cobra.Command {
	f := embedFlags{job: job.Defaults()}
	cmd := &cobra.Command{
		Use:   "embed RUN (--split train|test | --in Q --tower query|corpus) --out Z.npy",
		Short: "Embed items with the encoder of a run, or map embeddings by its adapter",
		Long: `embed loads the encoder that "temper train" left in RUN, of its newest checkpoint
that is whole, and writes one row for each item of the data: the unit embedding, or
the features before the projection. Items are not augmented. A run with --ema is
embedded with its averaged weights. Without --data it is the data of the run.
RUN may also be a file of weights, which takes --data: one that Encoder.Save wrote, or,
with --encoder, a checkpoint that another program has saved again without its metadata.

--names-out says which items the rows are of, a line for each: a name, a tab, the
class. The name is an image's file within the folder; where a file holds many, the
file (of "shapes" the split), a colon and the number of the record from 0 up; of rows
it is the number in Z.npy. A name with a tab, a newline or another control character
in it, or a quotation mark in front, is quoted as in Go.

` + embedRowsHelp,
		Example: `  temper embed runs/shapes --split test --out z.npy --labels-out y.npy
  temper embed runs/shapes --data my-images --out mine.npy --names-out mine.txt
  temper eval --embeddings z.npy --labels y.npy
  temper embed runs/adapter --in q.npy --tower query --out q2.npy`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := needFlags(cmd, "embed", "out"); err != nil {
				return err
			}
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			if cmd.Flags().Changed("in") {
				return f.mapRows(cmd, args[0])
			}
			return f.run(cmd, args[0])
		},
	}
	bindSettings(cmd, &f.job, append([]string{"encoder"}, dataSettings...)...)
	flags := cmd.Flags()
	encoder := flags.Lookup("encoder") // a run says its own
	encoder.Usage, encoder.DefValue = encoder.Usage+", for weights that do not say it", ""
	flags.StringVar(&f.split, "split", string(data.Test), "train|test")
	flags.StringVar(&f.layer, "layer", embeddingLayer, "embedding|features")
	flags.StringVar(&f.out, "out", "", "float32 .npy for the rows, - for standard output (required)")
	flags.StringVar(&f.labels, "labels-out", "", "int64 .npy for the items' labels")
	flags.StringVar(&f.names, "names-out", "", "text file with a line for each item: its file or number, a tab, its class")
	flags.StringVar(&f.in, "in", "", "matrix whose rows the adapter of RUN maps")
	flags.StringVar(&f.tower, "tower", "", "query|corpus: what the rows of --in are")
	return cmd
}

// embedded is what temper embed prints.
type embedded struct {
	Out    string `json:"out"`
	Labels string `json:"labels_out,omitempty"`
	Names  string `json:"names_out,omitempty"`
	Items  int    `json:"items"`
	Dim    int    `json:"dim"`
	Epoch  int    `json:"epoch"` // complete ones, of the weights
	Batch  int    `json:"batch,omitempty"`
}

func (f *embedFlags) run(cmd *cobra.Command, path string) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	r, err := f.openRun(cmd, path)
	if err != nil {
		return err
	}
	if r != nil {
		defer r.Close()
	}
	loads := loads{cmd: cmd, common: f.common}
	items, _, err := f.job.Load(cmd.Context(), data.Split(f.split), loads.watch())
	if err != nil {
		return err
	}
	encoder, of, err := f.encoder(cmd, r, path, items.Shape())
	if err != nil {
		return err
	}
	encoder.Threads = f.threads
	labels := data.Labels(items)
	if f.labels != "" && labels == nil {
		return fmt.Errorf("--labels-out: nobody knows the labels of %s", items)
	}
	all, err := encoder.Embed(cmd.Context(), items)
	if err != nil {
		return err
	}
	rows := all.Embedding
	if f.layer == featuresLayer {
		rows = all.Features
	}
	if err := writeMatrix(cmd, f.out, rows); err != nil {
		return err
	}
	if f.labels != "" {
		if err := writeInts(cmd, f.labels, labels); err != nil {
			return err
		}
	}
	if err := f.writeNames(cmd, items); err != nil {
		return err
	}
	loads.print()
	if f.json {
		return printJSON(cmd, embedded{f.out, f.labels, f.names, rows.Rows, rows.Cols, of.epoch, of.batch})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d rows of %d values, of %s: %s\n", rows.Rows, rows.Cols, of, f.out)
	return err
}

func (f *embedFlags) check(cmd *cobra.Command) error {
	if err := refuseFlags(cmd, "embed without --in", "tower"); err != nil {
		return err
	}
	if err := oneOf("split", f.split, string(data.Train), string(data.Test)); err != nil {
		return err
	}
	if err := oneOf("layer", f.layer, embeddingLayer, featuresLayer); err != nil {
		return err
	}
	return checkOutputs(cmd, []string{"out", "labels-out", "names-out"}, nil)
}

// writeNames writes a line for each item, of its name and its class, as all that job
// loads has them.
func (f *embedFlags) writeNames(cmd *cobra.Command, items data.Source) error {
	if f.names == "" {
		return nil
	}
	named := items.(data.Named)
	return writeText(cmd, f.names, func(w io.Writer) error {
		out := bufio.NewWriter(w)
		for i := range items.Len() {
			fmt.Fprintf(out, "%s\t%s\n", inLine(named.Name(i)), inLine(named.Class(i)))
		}
		return out.Flush()
	})
}

// inLine returns a text as it is unless it would break a line of names, or look as if it
// had: with a control character or a line separator in it, or a quotation mark in front,
// it is written as a string of Go.
func inLine(text string) string {
	breaks := func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
	if strings.HasPrefix(text, `"`) || strings.ContainsFunc(text, breaks) {
		return strconv.Quote(text)
	}
	return text
}

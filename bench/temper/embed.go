package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/npy"
	"github.com/abc86604/temper/nn/train"
)

// embedFlags is the command line of temper embed.
type embedFlags struct {
	common
	data, split, layer string
	out, labels        string
}

func newEmbedCommand() *cobra.Command {
	var f embedFlags
	cmd := &cobra.Command{
		Use:   "embed RUN --data DIR|shapes --split train|test --out Z.npy",
		Short: "Embed images with the encoder of a run",
		Long: `embed loads the encoder that "temper train" left in RUN and writes one row for
each image of the data: the unit embedding, or the pooled features before the
projection. Images are not augmented.`,
		Example: `  temper embed runs/shapes --data shapes --split test --out z.npy --labels-out y.npy
  temper eval --embeddings z.npy --labels y.npy`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := needFlags(cmd, "embed", "data", "out"); err != nil {
				return err
			}
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "", `folder of images, or "shapes" (required)`)
	flags.StringVar(&f.split, "split", string(data.Test), "train|test")
	flags.StringVar(&f.layer, "layer", string(nn.Embedding), "embedding|features")
	flags.StringVar(&f.out, "out", "", "float32 .npy for the rows (required)")
	flags.StringVar(&f.labels, "labels-out", "", "int64 .npy for the images' labels")
	return cmd
}

// embedded is what temper embed prints.
type embedded struct {
	Out    string `json:"out"`
	Labels string `json:"labels_out,omitempty"`
	Images int    `json:"images"`
	Dim    int    `json:"dim"`
}

func (f *embedFlags) run(cmd *cobra.Command, dir string) error {
	if err := oneOf("split", f.split, string(data.Train), string(data.Test)); err != nil {
		return err
	}
	if err := oneOf("layer", f.layer, string(nn.Embedding), string(nn.Features)); err != nil {
		return err
	}
	if err := checkOutputs([]string{f.out, f.labels}, nil); err != nil {
		return err
	}
	encoder, err := train.LoadEncoder(dir)
	if err != nil {
		return err
	}
	encoder.Threads = f.threads
	images, err := data.LoadImages(cmd.Context(), f.data, data.Split(f.split))
	if err != nil {
		return err
	}
	if f.labels != "" && images.Labels == nil {
		return fmt.Errorf("--labels-out: nobody knows the labels of %s", images)
	}
	rows, err := encoder.Embed(cmd.Context(), images, nn.Output(f.layer))
	if err != nil {
		return err
	}
	if err := npy.WriteFloat32(f.out, rows); err != nil {
		return err
	}
	if f.labels != "" {
		if err := npy.WriteInt64(f.labels, images.Labels); err != nil {
			return err
		}
	}
	if f.json {
		return printJSON(cmd, embedded{f.out, f.labels, rows.Rows, rows.Cols})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d rows of %d values: %s\n", rows.Rows, rows.Cols, f.out)
	return err
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/train"
)

// runInfo is what temper info prints of a run.
type runInfo struct {
	Run        string             `json:"run"`
	Digest     string             `json:"digest"` // "" before the first checkpoint
	Encoder    string             `json:"encoder"`
	Layers     nn.Sequence        `json:"layers"`
	Shape      string             `json:"shape"`
	Dim        int                `json:"dim"`
	Parameters int                `json:"parameters"`
	Forward    float64            `json:"flops_forward"` // of a row
	Step       float64            `json:"flops_step"`
	Loss       json.RawMessage    `json:"loss"`
	Settings   train.Settings     `json:"settings"`
	Data       train.Origin       `json:"data"`
	Items      int                `json:"items"`
	Epoch      int                `json:"epoch"`
	Batch      int                `json:"batch"`
	History    []train.EpochStats `json:"history"`
}

// infoOfRun prints what the folder of a run holds.
func infoOfRun(cmd *cobra.Command, c common, dir string) error {
	r, err := train.Open(dir)
	if errors.Is(err, train.ErrAdapter) {
		return infoOfAdapter(cmd, c, dir)
	}
	if err != nil {
		return err
	}
	defer r.Close()
	printNotice(cmd, r.Notice)
	e, err := r.NewEncoder()
	if err != nil {
		return err
	}
	text, err := loss.Marshal(r.Loss)
	if err != nil {
		return err
	}
	operations := e.Operations()
	info := runInfo{
		Run: dir, Digest: r.Digest, Encoder: encoderName(e), Layers: e.Body(), Shape: e.Shape().String(), Dim: e.Dim(),
		Parameters: e.NumParams(), Forward: operations.Forward, Step: operations.Step, Loss: text,
		Settings: r.Settings, Data: r.Origin, Items: r.Items, Epoch: r.Epoch, Batch: r.Batch, History: r.History,
	}
	if c.json {
		return printJSON(cmd, info)
	}
	return info.print(cmd, r)
}

// encoderName is what an encoder is called.
func encoderName(e *nn.Encoder) string {
	if e.Name() == "" {
		return "of its own layers"
	}
	return e.Name()
}

func (i runInfo) print(cmd *cobra.Command, r *train.Run) error {
	err := printFields(cmd, []field{
		{"run", i.Run},
		{"digest", i.Digest},
		{"trained", weightsOf(r)},
		{"encoder", fmt.Sprintf("%s, items of %s to embeddings of %d values", i.Encoder, i.Shape, i.Dim)},
		{"parameters", i.Parameters},
		{"operations", fmt.Sprintf("%.4g million a row, %.4g million in a step", i.Forward/1e6, i.Step/1e6)},
		{"loss", lossInWords(r.Loss)},
		{"negatives", i.Settings.Negatives},
		{"data", fmt.Sprintf("%s, %d items", i.Data.Path, i.Items)},
	})
	if err != nil || len(i.History) == 0 {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout())
	return printHistory(cmd, i.History)
}

// lossInWords is a loss with what it was made of.
func lossInWords(l loss.Loss) string {
	words := loss.Name(l)
	for _, f := range made(l) {
		words += fmt.Sprintf(", %s %v", flagName(f.name), f.value)
	}
	return words
}

// printHistory prints a line for every epoch. A column that says nothing is left out.
func printHistory(cmd *cobra.Command, history []train.EpochStats) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	columns := historyColumns(history)
	for _, c := range columns {
		fmt.Fprint(w, c.title, "\t")
	}
	fmt.Fprintln(w)
	for _, e := range history {
		for _, c := range columns {
			fmt.Fprint(w, c.of(e), "\t")
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

type historyColumn struct {
	title string
	of    func(train.EpochStats) string
}

func historyColumns(history []train.EpochStats) []historyColumn {
	all := []historyColumn{
		{"epoch", func(e train.EpochStats) string { return fmt.Sprint(e.Epoch) }},
		{"loss", func(e train.EpochStats) string { return fmt.Sprintf("%.4f", e.Loss) }},
	}
	if last := history[len(history)-1]; last.Tau != 0 {
		all = append(all, historyColumn{"tau", func(e train.EpochStats) string { return fmt.Sprintf("%.4g", e.Tau) }})
	}
	all = append(all,
		historyColumn{"lr", func(e train.EpochStats) string { return fmt.Sprintf("%.4g", e.LR) }},
		historyColumn{"seconds", func(e train.EpochStats) string { return fmt.Sprintf("%.1f", e.Seconds) }})
	if history[len(history)-1].Heldout != nil {
		all = append(all, historyColumn{"held out", heldout})
	}
	return all
}

// heldout is what an epoch measured, in a few words.
func heldout(e train.EpochStats) string {
	switch m := e.Heldout; {
	case m == nil:
		return ""
	case m.KNNScore == nil:
		return fmt.Sprintf("−uniformity %.3f", 0-m.Uniformity)
	default:
		return fmt.Sprintf("kNN %.2f %%, −uniformity %.3f", 100*m.Top1, 0-m.Uniformity)
	}
}

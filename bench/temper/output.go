package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/abc86604/temper/nn/format/npy"
	"github.com/spf13/cobra"
)

// printJSON prints v as the one JSON object of a command's standard output.
func printJSON(cmd *cobra.Command, v any) error {
	enc := json.NewEncoder(cmd.OutOrStdout())
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// field is one line of a command's output for people, or a member of a JSON object.
type field struct {
	name  string
	value any
}

// ordered is a JSON object whose members keep their order.
type ordered []field

func (o ordered) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	text.WriteString("{")
	for i, f := range o {
		if i > 0 {
			text.WriteString(",")
		}
		if err := enc.Encode(f.name); err != nil {
			return nil, err
		}
		text.WriteString(":")
		if err := enc.Encode(f.value); err != nil {
			return nil, err
		}
	}
	text.WriteString("}")
	return text.Bytes(), nil
}

// printFields prints names and values in two columns.
func printFields(cmd *cobra.Command, fields []field) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, f := range fields {
		fmt.Fprintf(w, "%s\t%v\n", f.name, f.value)
	}
	return w.Flush()
}

// checkOutputs makes sure, before any work is done, that the file of every flag in
// outputs (an empty one is none) can be written, that no two of them want standard
// output, and that no two files of the command line, those of the flags in inputs
// included, are one: an output must not replace another or what it is computed from.
func checkOutputs(cmd *cobra.Command, outputs, inputs []string) error {
	if err := checkStdout(cmd, outputs); err != nil {
		return err
	}
	for i, flag := range outputs {
		out := valueOf(cmd, flag)
		if out == "" || out == stdout {
			continue
		}
		if err := npy.CheckWritable(out); err != nil {
			return err
		}
		for _, flag := range append(outputs[:i:i], inputs...) {
			if other := valueOf(cmd, flag); other != "" && sameFile(out, arrayfile.File(other)) {
				return fmt.Errorf("%s: named twice on the command line", out)
			}
		}
	}
	return nil
}

// valueOf is what a flag says.
func valueOf(cmd *cobra.Command, flag string) string { return cmd.Flags().Lookup(flag).Value.String() }

// sameFile reports whether two paths name one file, there already or not.
func sameFile(a, b string) bool {
	if infoA, err := os.Stat(a); err == nil {
		infoB, err := os.Stat(b)
		return err == nil && os.SameFile(infoA, infoB)
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}

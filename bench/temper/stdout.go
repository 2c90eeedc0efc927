package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn/format/atomicfile"
	"github.com/abc86604/temper/nn/format/npy"
)

// stdout in the place of a file is standard output.
const stdout = "-"

// checkStdout returns a usage error if more than one of the flags in outputs and --json
// wants standard output.
func checkStdout(cmd *cobra.Command, outputs []string) error {
	var wanting []string
	if valueOf(cmd, "json") == "true" {
		wanting = []string{"--json"}
	}
	for _, flag := range outputs {
		if valueOf(cmd, flag) == stdout {
			wanting = append(wanting, "--"+flag+" "+stdout)
		}
	}
	if len(wanting) > 1 {
		return usagef("%s both want standard output", strings.Join(wanting[:2], " and "))
	}
	return nil
}

// needFolder returns a usage error if a flag that names a folder names standard output.
func needFolder(flag, path string) error {
	if path == stdout {
		return usagef("--%s %s: want a folder, which standard output is not", flag, path)
	}
	return nil
}

// writeMatrix writes a float32 .npy file, or writes it to standard output.
func writeMatrix(cmd *cobra.Command, path string, m blas32.General) error {
	if path == stdout {
		return toStdout(cmd, func(w io.Writer) error { return npy.EncodeFloat32(w, m) })
	}
	return npy.WriteFloat32(path, m)
}

// writeRows is writeMatrix of blocks of rows.
func writeRows(cmd *cobra.Command, path string, rows, cols int, fill npy.Fill) error {
	if path == stdout {
		return toStdout(cmd, func(w io.Writer) error { return npy.EncodeRows(w, rows, cols, fill) })
	}
	return npy.WriteRows(path, rows, cols, fill)
}

// writeInts writes an int64 .npy file, or writes it to standard output.
func writeInts(cmd *cobra.Command, path string, v []int) error {
	if path == stdout {
		return toStdout(cmd, func(w io.Writer) error { return npy.EncodeInt64(w, v) })
	}
	return npy.WriteInt64(path, v)
}

// writeText writes a text file, or writes it to standard output.
func writeText(cmd *cobra.Command, path string, write func(io.Writer) error) error {
	if path == stdout {
		return toStdout(cmd, write)
	}
	return atomicfile.Replace(path, 0o666, write)
}

// toStdout writes a file to standard output. What the command says from here on goes to
// standard error, for it is no part of the file.
func toStdout(cmd *cobra.Command, encode func(io.Writer) error) error {
	w := &watched{to: cmd.OutOrStdout()}
	switch err := encode(w); {
	case w.err != nil:
		return fmt.Errorf("standard output: cannot write: %w", w.err)
	case err != nil: // of who had nothing more to write
		return err
	}
	cmd.SetOut(cmd.ErrOrStderr())
	return nil
}

// watched is a writer that remembers how it failed.
type watched struct {
	to  io.Writer
	err error
}

func (w *watched) Write(p []byte) (n int, err error) {
	n, w.err = w.to.Write(p)
	return n, w.err
}

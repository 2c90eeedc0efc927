// Command gen writes the assembly under asm, every kernel for every instruction set, and the tables by which package kernels
// finds it. See README.md for how to add one.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

//go:generate go run . -generate

func main() {
	generate := flag.Bool("generate", false, "write the files of ../asm and the tables of ../kernels")
	flag.Parse()
	if !*generate || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := write(".."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// write writes every file below root.
func write(root string) error {
	files, err := outputs()
	if err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

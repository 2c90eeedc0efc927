package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/abc86604/temper/kernels"
)

func main() {
	if len(os.Args) != 1 {
		fmt.Fprintln(os.Stderr, "usage: torch < COMMANDS")
		os.Exit(2)
	}
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "torch:", err)
		os.Exit(1)
	}
}

// serve answers the commands on r until it ends.
func serve(r io.Reader, w io.Writer) error {
	if err := kernels.ISAError(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s, %s\n", kernels.CPU(), kernels.Active().Name())
	var p *problem
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		switch {
		case command == "load":
			var err error
			if p, err = load(argument); err != nil {
				return err
			}
			if err := p.save(argument); err != nil {
				return err
			}
			fmt.Fprintln(w, p.result.Loss)
		case command == "time" && p != nil:
			calls, err := strconv.Atoi(argument)
			if err != nil {
				return err
			}
			took, err := p.time(calls)
			if err != nil {
				return err
			}
			fmt.Fprintln(w, took.Nanoseconds())
		default:
			return fmt.Errorf("cannot %q", lines.Text())
		}
	}
	return lines.Err()
}

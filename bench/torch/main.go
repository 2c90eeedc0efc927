package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

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

// A subject is what was loaded last: its loss is known, and it can be timed.
type subject interface {
	result() float64
	time(calls int) (time.Duration, error)
}

// loaders are the commands that make a subject of a folder.
var loaders = map[string]func(folder string) (subject, error){
	"load":  func(folder string) (subject, error) { return load(folder) },
	"train": func(folder string) (subject, error) { return loadStep(folder) },
	"fit":   func(folder string) (subject, error) { return loadFit(folder) },
	"views": func(folder string) (subject, error) { return loadViews(folder) },
}

// serve answers the commands on r until it ends.
func serve(r io.Reader, w io.Writer) error {
	if err := kernels.ISAError(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s, %s\n", kernels.CPU(), kernels.Active().Name())
	var s subject
	defer func() { release(s) }()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		if loader := loaders[command]; loader != nil {
			next, err := loader(argument)
			if err != nil {
				return err
			}
			release(s)
			s = next
			fmt.Fprintln(w, s.result())
			continue
		}
		if command != "time" || s == nil {
			return fmt.Errorf("cannot %q", lines.Text())
		}
		calls, err := strconv.Atoi(argument)
		if err != nil {
			return err
		}
		took, err := s.time(calls)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, took.Nanoseconds())
	}
	return lines.Err()
}

// release ends what a subject, which may be nil, has running.
func release(s subject) {
	if running, ok := s.(interface{ Close() }); ok {
		running.Close()
	}
}

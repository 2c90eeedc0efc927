package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "advice:", err)
		os.Exit(1)
	}
}

// options are the command line.
type options struct {
	cifar, scifact string
	seeds          int
	out, report    string
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("advice", flag.ContinueOnError)
	flags.StringVar(&o.cifar, "cifar", "", "folder of CIFAR-10, to train on it as well")
	flags.StringVar(&o.scifact, "scifact", "", "folder of vectors like SciFact's, to train heads on as well")
	flags.IntVar(&o.seeds, "seeds", 3, "seeds of each training")
	flags.StringVar(&o.out, "out", "advice.json", "file of the results; what it holds is not trained again")
	flags.StringVar(&o.report, "report", "", "report these results, and train nothing")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected %q", flags.Arg(0))
	}
	return o, nil
}

// run records what is missing and reports.
func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	path := o.report
	if path == "" {
		path = o.out
		if err := o.record(ctx); err != nil {
			return err
		}
	}
	results, err := readResults(path)
	if err != nil {
		return err
	}
	return report(os.Stdout, results)
}

// record trains what the file of results does not hold.
func (o options) record(ctx context.Context) error {
	subjects, err := o.subjects(ctx)
	if err != nil {
		return err
	}
	results, err := readResults(o.out)
	if errors.Is(err, fs.ErrNotExist) {
		results, err = &Results{Fine: fineTaus()}, nil
	}
	if err != nil {
		return err
	}
	r := recording{results: results, path: o.out, log: os.Stderr}
	return r.record(ctx, runtime.GOMAXPROCS(0), subjects, o.seeds)
}

func (o options) subjects(ctx context.Context) ([]subject, error) {
	drawn, err := shapes(ctx)
	if err != nil {
		return nil, err
	}
	all := []subject{drawn}
	if o.cifar != "" {
		photographs, err := cifar(ctx, o.cifar)
		if err != nil {
			return nil, err
		}
		all = append(all, photographs)
	}
	if o.scifact != "" {
		vectors, err := readTexts(ctx, o.scifact)
		if err != nil {
			return nil, err
		}
		all = append(all, vectors)
	}
	return all, nil
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: openblas SGEMM LIBRARY")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := compare(ctx, os.Stdout, os.Args[1], os.Args[2], append(suite.Small, suite.Large...), suite.Full); err != nil {
		fmt.Fprintln(os.Stderr, "openblas:", err)
		os.Exit(1)
	}
}

// coreTypes are OpenBLAS's names of cores with a backend's instruction set.
var coreTypes = map[string]string{"avx2": "Haswell", "avx512": "SkylakeX", "neon": "NeoverseN1"}

// compare prints a line for each shape and backend.
func compare(ctx context.Context, w io.Writer, program, library string, shapes []suite.Shape, budget suite.Budget) error {
	budget.Pairs = budget.Runs
	fmt.Fprintf(w, "%s\n\n%-18s %-8s %8s %6s %10s  %s\n", kernels.CPU(), "shape", "ISA", "GFLOP/s", "share", "OpenBLAS ×", "for")
	for _, b := range kernels.Backends() {
		coreType, ok := coreTypes[b.Name()]
		if !ok {
			continue
		}
		peer, err := startPeer(program, library, coreType)
		if err != nil {
			return err
		}
		if err := compareBackend(ctx, w, b, peer, shapes, budget); err != nil {
			return err
		}
		if err := peer.close(); err != nil {
			return err
		}
	}
	return nil
}

func compareBackend(ctx context.Context, w io.Writer, b *kernels.Backend, peer *peer, shapes []suite.Shape, budget suite.Budget) error {
	ceiling, err := suite.Measure(ctx, suite.Ceiling(b), budget, 0)
	if err != nil {
		return err
	}
	for _, s := range shapes {
		c := suite.SGEMM(b, s, 1, 1)
		prepare := c.Prepare
		c.Prepare = func() (suite.Subject, error) {
			subject, err := prepare()
			subject.Peers = []suite.Peer{{Name: "openblas", Time: peer.timer(s)}}
			return subject, err
		}
		r, err := suite.Measure(ctx, c, budget, ceiling.Rate)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%-18s %-8s %8.1f %4.0f %% %10.2f  %s\n", r.Shape, r.ISA, r.Rate, 100**r.Share, r.Peers["openblas"], peer.core)
	}
	return nil
}

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/abc86604/temper/bench/suite"
)

// A peer is the C program, which makes calls when it is asked to.
type peer struct {
	core    string // that OpenBLAS computes for
	process *exec.Cmd
	ask     io.WriteCloser
	answers *bufio.Reader
}

// startPeer starts the program with OpenBLAS on one thread and for the named
// core.
func startPeer(program, library, coreType string) (*peer, error) {
	process := exec.Command(program, library)
	process.Env = append(os.Environ(), "OPENBLAS_NUM_THREADS=1", "OPENBLAS_CORETYPE="+coreType)
	process.Stderr = os.Stderr
	ask, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	p := &peer{process: process, ask: ask, answers: bufio.NewReader(answers)}
	core, err := p.answers.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s says nothing: %w", program, err)
	}
	p.core = strings.TrimSpace(core)
	return p, nil
}

// timer returns the timer of products of a shape, as C measures them.
func (p *peer) timer(s suite.Shape) suite.Timer {
	return func(calls int) (time.Duration, error) {
		if _, err := fmt.Fprintln(p.ask, s.M, s.N, s.K, calls); err != nil {
			return 0, err
		}
		var ns int64
		_, err := fmt.Fscanln(p.answers, &ns)
		return time.Duration(ns), err
	}
}

// close ends the program.
func (p *peer) close() error {
	p.ask.Close()
	return p.process.Wait()
}

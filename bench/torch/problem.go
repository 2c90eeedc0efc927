package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/npy"
)

// A problem is a loss of given rows, computed on one workspace again and again.
type problem struct {
	Loss        json.RawMessage `json:"loss"`        // as loss.Marshal writes it
	Arrangement string          `json:"arrangement"` // inbatch, cross, symmetric or bank
	Normalized  bool            `json:"normalized"`  // the rows are unit vectors

	loss      loss.Loss
	rows      loss.Problem
	workspace loss.Workspace
	last      loss.Result
}

// pairings are the arrangements of two matrices that both have gradients.
var pairings = map[string]func(z0, z1 blas32.General) loss.Problem{
	"inbatch": loss.InBatch, "cross": loss.Cross, "symmetric": loss.Symmetric,
}

// load reads the problem in a folder, computes it once, and writes the gradients
// beside the inputs.
func load(folder string) (*problem, error) {
	var p problem
	data, err := os.ReadFile(filepath.Join(folder, "problem.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	if p.loss, err = loss.Unmarshal(p.Loss); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	if p.rows, err = arrange(folder, p.Arrangement); err != nil {
		return nil, err
	}
	p.rows.Unit = p.Normalized
	p.workspace.Threads = runtime.GOMAXPROCS(0)
	if err := p.compute(); err != nil {
		return nil, err
	}
	return &p, p.save(folder)
}

// arrange reads the rows; of a bank the anchors, the stored rows and where in them
// the positives are.
func arrange(folder, arrangement string) (none loss.Problem, err error) {
	z0, err := npy.ReadFloat32(filepath.Join(folder, "z0.npy"))
	if err != nil {
		return none, err
	}
	z1, err := npy.ReadFloat32(filepath.Join(folder, "z1.npy"))
	if err != nil {
		return none, err
	}
	if pair := pairings[arrangement]; pair != nil {
		return pair(z0, z1), nil
	}
	if arrangement != "bank" {
		return none, fmt.Errorf("unknown arrangement %q", arrangement)
	}
	index, err := npy.ReadInts(filepath.Join(folder, "index.npy"))
	return loss.Bank(z0, z1, index), err
}

func (p *problem) result() float64 { return p.last.Loss }

// compute sets the last result.
func (p *problem) compute() (err error) {
	p.last, err = p.workspace.Compute(context.Background(), p.loss, p.rows)
	return err
}

// time computes the result calls times.
func (p *problem) time(calls int) (time.Duration, error) {
	start := time.Now()
	for range calls {
		if err := p.compute(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// save writes the gradients beside the inputs.
func (p *problem) save(folder string) error {
	for i, grad := range p.last.Grads {
		if err := npy.WriteFloat32(filepath.Join(folder, fmt.Sprintf("grad%d.npy", i)), grad); err != nil {
			return err
		}
	}
	return nil
}

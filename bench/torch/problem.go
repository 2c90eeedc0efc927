package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/abc86604/temper/bench/npy"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

// A problem is a loss of given rows, computed on one workspace again and again.
type problem struct {
	Loss        string      `json:"loss"`
	Params      loss.Params `json:"params"`
	Arrangement string      `json:"arrangement"` // inbatch, symmetric or bank
	Normalized  bool        `json:"normalized"`  // the rows are unit vectors

	z0, z1    blas32.General // of a bank the anchors and the stored rows
	index     []int
	loss      loss.Loss
	workspace loss.Workspace
	result    loss.Result
}

// load reads the problem in a folder and computes it once.
func load(folder string) (*problem, error) {
	var p problem
	data, err := os.ReadFile(filepath.Join(folder, "problem.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	if p.z0, err = npy.ReadFloat32(filepath.Join(folder, "z0.npy")); err != nil {
		return nil, err
	}
	if p.z1, err = npy.ReadFloat32(filepath.Join(folder, "z1.npy")); err != nil {
		return nil, err
	}
	if p.Arrangement == "bank" {
		if p.index, err = npy.ReadInts(filepath.Join(folder, "index.npy")); err != nil {
			return nil, err
		}
	}
	if p.loss, err = loss.New(p.Loss, p.Params); err != nil {
		return nil, err
	}
	p.workspace = loss.Workspace{Threads: runtime.GOMAXPROCS(0), Normalized: p.Normalized}
	return &p, p.compute()
}

// compute sets the result.
func (p *problem) compute() (err error) {
	ctx := context.Background()
	switch p.Arrangement {
	case "inbatch":
		p.result, err = p.workspace.InBatch(ctx, p.loss, p.z0, p.z1)
	case "symmetric":
		p.result, err = p.workspace.Symmetric(ctx, p.loss, p.z0, p.z1)
	case "bank":
		p.result, err = p.workspace.Bank(ctx, p.loss, p.z0, p.z1, p.index)
	default:
		err = fmt.Errorf("unknown arrangement %q", p.Arrangement)
	}
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
	if err := npy.WriteFloat32(filepath.Join(folder, "grad0.npy"), p.result.Grad0); err != nil || p.index != nil {
		return err
	}
	return npy.WriteFloat32(filepath.Join(folder, "grad1.npy"), p.result.Grad1)
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
)

// A step is a training step of an encoder on given images, taken again and again.
type step struct {
	*suite.Step
	loss float64 // before the first one
}

// loadStep makes the step in a folder: its shape is in step.json, its images, one a
// row, in images.npy. It writes the parameters and, of the first loss, their
// gradients there, for the other side to begin from the same.
func loadStep(folder string) (*step, error) {
	data, err := os.ReadFile(filepath.Join(folder, "step.json"))
	if err != nil {
		return nil, err
	}
	var shape suite.StepShape
	if err := json.Unmarshal(data, &shape); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	var s step
	if s.Step, err = shape.New(1, runtime.GOMAXPROCS(0)); err != nil {
		return nil, err
	}
	images, err := npy.ReadFloat32(filepath.Join(folder, "images.npy"))
	if err != nil {
		return nil, err
	}
	if len(images.Data) != len(s.Images.Data) {
		return nil, fmt.Errorf("%s: %d values, want %d", folder, len(images.Data), len(s.Images.Data))
	}
	copy(s.Images.Data, images.Data)
	if s.loss, err = s.Gradients(context.Background()); err != nil {
		return nil, err
	}
	return &s, s.save(folder)
}

// save writes each parameter and its gradient, in one row.
func (s *step) save(folder string) error {
	for _, p := range s.Encoder.Params() {
		for name, values := range map[string][]float32{p.Name: p.Value, p.Name + ".grad": p.Grad} {
			if err := npy.WriteFloat32(filepath.Join(folder, name+".npy"), matrix.Of(values, 1, len(values))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *step) result() float64 { return s.loss }

func (s *step) time(calls int) (time.Duration, error) { return s.Time(context.Background(), calls) }

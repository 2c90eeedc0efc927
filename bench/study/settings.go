package study

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

// Dim is the dimension of every embedding of the study, as in the paper.
const Dim = 128

// Settings is all that decides a study's numbers, the seconds aside: the same
// settings give the same results on any machine and with any number of threads.
type Settings struct {
	Data      string          `json:"data"`  // what data.LoadImages reads: a folder or "shapes"
	Limit     int             `json:"limit"` // the first so many images of each split; 0: all
	Encoder   string          `json:"encoder"`
	Negatives train.Negatives `json:"negatives"`
	Epochs    int             `json:"epochs"`
	Batch     int             `json:"batch"`
	LR        float64         `json:"lr"`
	Schedule  string          `json:"schedule"`
	Warmup    int             `json:"warmup"`    // epochs during which the learning rate rises
	MinScale  float64         `json:"min_scale"` // smallest random crop, as a share of the image
	Seed      uint64          `json:"seed"`
	Losses    []string        `json:"losses"` // names of the family
	Taus      []float64       `json:"taus"`
	Alpha     float64         `json:"alpha"` // share of the negatives that the hard losses keep,
	TopK      int             `json:"topk"`  // or their number; one of the two is 0

	// Parameters are further ones, by their names, for all losses that have them. What
	// is not among them is as in the paper of the loss.
	Parameters map[string]any `json:"parameters,omitempty"`
}

// Cells lays out the table: raw pixels, the random encoder, and for every loss
// in the order given one cell per τ, or a single one where τ plays no part. It
// returns an error for an unknown loss, for parameters outside their range, and
// for a cell listed twice.
func (s Settings) Cells() ([]Cell, error) {
	cells := []Cell{{Loss: Pixels}, {Loss: Random}}
	for _, name := range s.Losses {
		m, err := loss.Find(name)
		if err != nil {
			return nil, err
		}
		for _, c := range s.cellsOf(m) {
			if _, err := s.objective(c); err != nil {
				return nil, err
			}
			if slices.Contains(cells, c) {
				return nil, fmt.Errorf("cell %s is listed twice", c.Name())
			}
			cells = append(cells, c)
		}
	}
	return cells, nil
}

// cellsOf is one loss at every temperature that applies to it.
func (s Settings) cellsOf(m *loss.Member) []Cell {
	c := Cell{Loss: m.Name}
	if m.Hardest {
		c.Alpha, c.TopK = s.Alpha, s.TopK
	}
	if m.Field(tau) == nil {
		return []Cell{c}
	}
	cells := make([]Cell, len(s.Taus))
	for i, t := range s.Taus {
		cells[i] = c
		cells[i].Tau = t
	}
	return cells
}

// Parameter is what the losses of the study have as the parameter of that name, nil
// if none of them has it. Where their papers differ it is the first loss's.
func (s Settings) Parameter(name string) any {
	for _, l := range s.Losses {
		m, err := loss.Find(l)
		if err != nil || m.Field(name) == nil {
			continue
		}
		if v, given := s.Parameters[name]; given {
			return v
		}
		return m.Field(name).Default
	}
	return nil
}

// augment is how training and alignment see the images.
func (s Settings) augment() data.Augment {
	a := data.DefaultAugment()
	a.MinScale = s.MinScale
	return a
}

// Check returns an error for what no cell could be trained with.
func (s Settings) Check() error {
	switch {
	case s.Limit < 0:
		return fmt.Errorf("limit %d: want 0 (all images) or more", s.Limit)
	case s.Epochs < 1:
		return fmt.Errorf("%d epochs: want at least 1", s.Epochs)
	case s.Batch < 2:
		return fmt.Errorf("batch of %d images: want at least 2", s.Batch)
	case !(s.LR > 0):
		return fmt.Errorf("learning rate %v: want a positive number", s.LR)
	}
	if s.Warmup < 0 || s.Warmup > s.Epochs {
		return fmt.Errorf("warm-up of %d epochs in a training of %d", s.Warmup, s.Epochs)
	}
	if !(s.MinScale > 0 && s.MinScale <= 1) {
		return fmt.Errorf("smallest crop %v: want a share in (0, 1]", s.MinScale)
	}
	if s.Schedule != train.StepSchedule && s.Schedule != train.CosineSchedule {
		return fmt.Errorf("unknown schedule %q, want %s or %s", s.Schedule, train.StepSchedule, train.CosineSchedule)
	}
	if !slices.Contains(nn.Architectures(), s.Encoder) {
		return fmt.Errorf("unknown encoder %q, want one of %s", s.Encoder, strings.Join(nn.Architectures(), ", "))
	}
	if !slices.Contains([]train.Negatives{train.Bank, train.Queue, train.InBatch}, s.Negatives) {
		return fmt.Errorf("unknown negatives %q, want %s, %s or %s", s.Negatives, train.Bank, train.Queue, train.InBatch)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Parameters)) {
		if name == tau || s.Parameter(name) == nil {
			return fmt.Errorf("parameter %s: none that a study with these losses takes", name)
		}
	}
	_, err := s.Cells()
	return err
}

// load reads both splits of the data.
func (s Settings) load(ctx context.Context) (train, test *data.Set, err error) {
	train, err = data.LoadImages(ctx, s.Data, data.Train)
	if err != nil {
		return nil, nil, err
	}
	test, err = data.LoadImages(ctx, s.Data, data.Test)
	if err != nil {
		return nil, nil, err
	}
	if train.Labels == nil {
		return nil, nil, fmt.Errorf("a study measures by labels, and nobody knows those of %s", train)
	}
	train, test = train.Limit(s.Limit), test.Limit(s.Limit)
	if train.Len() < s.Batch {
		return nil, nil, fmt.Errorf("%d training images are fewer than a batch of %d", train.Len(), s.Batch)
	}
	return train, test, nil
}

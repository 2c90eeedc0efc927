package study

import (
	"fmt"
	"maps"
	"slices"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/setting"
	"github.com/abc86604/temper/nn/train"
)

// Settings is all that decides a study's numbers, the seconds aside: the same
// settings give the same results on any machine and with any number of threads.
type Settings struct {
	job.Settings           // of every cell; TauSchedule is ConstantTau
	Losses       []string  `json:"losses"` // names of the family
	Taus         []float64 `json:"taus"`
	Alpha        float64   `json:"alpha"` // share of the negatives that the hard losses keep,
	TopK         int       `json:"topk"`  // or their number; one of the two is 0

	// Parameters are further ones, by their names, for all losses that have them. What
	// is not among them is as in the paper of the loss.
	Parameters map[string]any `json:"parameters,omitempty"`
}

// Defaults are those of a study that takes minutes: an mlp on the drawn images, trained
// by a cosine.
func Defaults() Settings {
	s := Settings{Settings: job.Defaults(), Alpha: loss.PaperAlpha}
	s.Data, s.Encoder, s.Epochs, s.Batch, s.LR, s.Schedule = "shapes", "mlp", 64, 32, 0.01, train.CosineSchedule
	s.Losses, s.Taus = []string{"contrastive", "simple", "hard", "hardsimple"}, []float64{0.07, 0.3, 0.7, 1}
	return s
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

// Check returns an error for what no cell could be trained with.
func (s Settings) Check() error {
	if err := setting.Check(&s.Settings); err != nil {
		return err
	}
	if s.Warmup > s.Epochs {
		return fmt.Errorf("warmup of %d epochs in a training of %d", s.Warmup, s.Epochs)
	}
	if s.TauSchedule != train.ConstantTau {
		return fmt.Errorf("tau schedule %s: the cells of a study differ in their temperatures, which stay", s.TauSchedule)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Parameters)) {
		if name == tau || s.Parameter(name) == nil {
			return fmt.Errorf("parameter %s: none that a study with these losses takes", name)
		}
	}
	_, err := s.Cells()
	return err
}

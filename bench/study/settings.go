package study

import (
	"cmp"
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
	job.Settings // of every cell; TauSchedule is ConstantTau
	Plan
	Losses []string  `json:"losses,omitempty"` // names of the family; none: the preset's
	Taus   []float64 `json:"taus,omitempty"`   // of each loss that has a temperature; none: the preset's
	// Circle are the temperatures of further cells of the contrastive loss, which embed
	// into two values: on a circle one can see what is elsewhere a number.
	Circle []float64 `json:"circle,omitempty"`

	// Parameters are further ones, by their names, for all losses that have them. What
	// is not among them is as in the paper of the loss.
	Parameters map[string]any `json:"parameters,omitempty"`
}

// Plan is what a study has beside the settings of its trainings.
type Plan struct {
	Preset Preset  `json:"preset" default:"quick" choices:"quick,table,full" help:"cells: the dilemma in 17, the paper's ten, or every loss there is"`
	Seeds  int     `json:"seeds" default:"1" range:"[1,)" help:"trainings of each cell, from --seed on: their means and deviations are shown"`
	Alpha  float64 `json:"alpha" default:"0.0819" range:"[0,1]" help:"share of the negatives that the hard losses keep"`
	TopK   int     `json:"topk" default:"0" range:"[0,)" help:"number of negatives that the hard losses keep, instead of --alpha"`
	Probe  string  `json:"probe" default:"lbfgs" choices:"lbfgs,sgd" help:"linear probe: converged, or 100 epochs of SGD as in the paper"`
}

// Defaults are those of a study that takes minutes: an mlp on the drawn images, trained
// by a cosine.
func Defaults() Settings {
	s := Settings{Settings: job.Defaults()}
	setting.SetDefaults(&s.Plan)
	s.Data, s.Encoder, s.Epochs, s.Batch, s.LR, s.Schedule = "shapes", "mlp", 64, 32, 0.01, train.CosineSchedule
	return s
}

// Cells lays out the table: raw pixels, the random encoder, for every loss
// in the order given one cell per τ, or a single one where τ plays no part, and the
// cells of the circle. It returns an error for an unknown loss, for parameters outside
// their range, and for a cell listed twice.
func (s Settings) Cells() ([]Cell, error) {
	all := []Cell{{Loss: Pixels}, {Loss: Random}}
	for _, name := range s.losses() {
		m, err := loss.Find(name)
		if err != nil {
			return nil, err
		}
		all = append(all, s.cellsOf(m)...)
	}
	for _, t := range s.Circle {
		all = append(all, Cell{Loss: "contrastive", Tau: t, Dim: 2})
	}
	for i, c := range all {
		if slices.Contains(all[:i], c) {
			return nil, fmt.Errorf("cell %s is listed twice", c.Name())
		}
		if c.Floor() {
			continue
		}
		if _, err := s.objective(c); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// losses are the names of those that the study has.
func (s Settings) losses() []string {
	if s.Losses != nil {
		return s.Losses
	}
	return s.Preset.losses()
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
	taus := s.Taus
	if taus == nil {
		taus = s.Preset.taus(m)
	}
	cells := make([]Cell, len(taus))
	for i, t := range taus {
		cells[i] = c
		cells[i].Tau = t
	}
	return cells
}

// Parameter is what the losses of the study have as the parameter of that name, nil
// if none of them has it. Where their papers differ it is the first loss's.
func (s Settings) Parameter(name string) any {
	for _, l := range s.losses() {
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
	if err := cmp.Or(setting.Check(&s.Settings), setting.Check(&s.Plan)); err != nil {
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

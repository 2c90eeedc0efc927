package study

import "github.com/abc86604/temper/loss"

// A Preset says which losses a study has, and at which temperatures, unless its settings
// name them.
type Preset string

// The presets.
const (
	Quick Preset = "quick" // the dilemma in 17 cells: Contrastive and HardContrastive over their temperatures, and what is left without one
	Table Preset = "table" // the ten columns of the paper's Table 1
	Full  Preset = "full"  // every loss of the family
)

var (
	paperTaus = []float64{0.07, 0.3, 0.7, 1}
	fineTaus  = []float64{0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1}
	hardTaus  = []float64{0.1, 0.2, 0.3, 0.5, 0.7, 1} // at a low one the nearest negatives have all of the gradient anyway
)

// losses are the names of a preset's, the paper's in the order of its table.
func (p Preset) losses() []string {
	if p == Full {
		return loss.Names()
	}
	return []string{"contrastive", "simple", "hard", "hardsimple"}
}

// taus are the temperatures at which the preset trains a loss, its own or another one.
func (p Preset) taus(m *loss.Member) []float64 {
	switch {
	case p == Table:
		return paperTaus
	case p == Quick && m.Hardest:
		return hardTaus
	}
	return fineTaus
}

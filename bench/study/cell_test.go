package study

import (
	"testing"

	"github.com/abc86604/temper/loss"
)

// A loss is a cell at every temperature, or a single one where it has none.
func TestHasTau(t *testing.T) {
	without := map[string]bool{"simple": true, "hardsimple": true, "triplet": true}
	for _, name := range loss.Names() {
		s := Settings{Losses: []string{name}, Taus: []float64{0.1, 0.3}, Alpha: 0.5}
		cells, err := s.Cells()
		want := 2 + 2 // with the floors
		if without[name] {
			want = 2 + 1
		}
		if err != nil || len(cells) != want || HasTau(name) == without[name] {
			t.Errorf("%s: %d cells, want %d, %v", name, len(cells), want, err)
		}
		if title := (Cell{Loss: name}).Title(); title == name {
			t.Errorf("%s has no title", name)
		}
	}
}

// A cell of another loss has what its paper uses.
func TestCellUsesPaperParams(t *testing.T) {
	for name, want := range map[string]loss.Loss{
		"contrastive": loss.Contrastive{Tau: 0.1},
		"siglip":      loss.SigLIP{Tau: 0.1, Bias: -10},
		"dclw":        loss.DCLW{Tau: 0.1, Sigma: 0.5},
		"debiased":    loss.Debiased{Tau: 0.1, TauPlus: 0.1},
		"macl":        loss.MACL{Tau: 0.1, Alpha: 0.5},
	} {
		if got, err := (Cell{Loss: name, Tau: 0.1}).objective(); err != nil || got != want {
			t.Errorf("%s: %+v, want %+v, %v", name, got, want, err)
		}
	}
}

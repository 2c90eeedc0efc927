package study

import (
	"fmt"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
)

// A loss is a cell at every temperature, or a single one where it has none.
func TestCells(t *testing.T) {
	for name, want := range map[string]int{"contrastive": 2, "hard": 2, "siglip": 2, "simple": 1, "hardsimple": 1} {
		s := Settings{Losses: []string{name}, Taus: []float64{0.1, 0.3}, Plan: Plan{Alpha: 0.5}}
		cells, err := s.Cells()
		if err != nil || len(cells) != 2+want { // with the floors
			t.Errorf("%s: %d cells, want %d and two floors, %v", name, len(cells), want, err)
		}
	}
}

// Every loss of the family is a study of its own, with a title.
func TestFamilyCells(t *testing.T) {
	for _, name := range loss.Names() {
		s := Settings{Losses: []string{name}, Taus: []float64{0.1}, Plan: Plan{Alpha: 0.5}}
		if cells, err := s.Cells(); err != nil || len(cells) != 3 {
			t.Errorf("%s: cells %v, %v", name, cells, err)
		}
		if title := (Cell{Loss: name}).Title(); title == name || title == "" {
			t.Errorf("%s has no title", name)
		}
	}
}

// What a cell's loss has beside its temperature is what its paper uses, or what the
// study says.
func TestObjective(t *testing.T) {
	hard := Cell{Loss: "hard", Tau: 0.1, TopK: 7}
	for _, c := range []struct {
		cell       Cell
		parameters map[string]any
		want       loss.Loss
	}{
		{Cell{Loss: "contrastive", Tau: 0.1}, nil, loss.Contrastive{Tau: 0.1}},
		{Cell{Loss: "siglip", Tau: 0.1}, nil, loss.SigLIP{Tau: 0.1, Bias: -10}},
		{Cell{Loss: "dclw", Tau: 0.1}, nil, loss.DCLW{Tau: 0.1, Sigma: 0.5}},
		{Cell{Loss: "debiased", Tau: 0.1}, nil, loss.Debiased{Tau: 0.1, TauPlus: 0.1}},
		{Cell{Loss: "macl", Tau: 0.1}, nil, loss.MACL{Tau: 0.1, Alpha: 0.5}},
		{Cell{Loss: "debiased", Tau: 0.1}, map[string]any{"beta": 0.5, "sigma": 0.3}, loss.Debiased{Tau: 0.1, TauPlus: 0.1, Beta: 0.5}},
		{Cell{Loss: "supcon", Tau: 0.1}, map[string]any{"skip_lonely": true}, loss.SupCon{Tau: 0.1, SkipLonely: true}},
		{hard, nil, loss.Over(loss.Contrastive{Tau: 0.1}, loss.Selection{K: 7})},
	} {
		if got, err := (Settings{Parameters: c.parameters}).objective(c.cell); err != nil || got != c.want {
			t.Errorf("%+v: %+v, want %+v, %v", c.cell, got, c.want, err)
		}
	}
}

// The share that hard losses keep by default is the paper's; a tag cannot say so itself.
func TestDefaultAlpha(t *testing.T) {
	if got := Defaults().Alpha; got != loss.PaperAlpha {
		t.Errorf("alpha %v, want %v", got, loss.PaperAlpha)
	}
}

// A preset's cells are those of every study that was begun with it.
func TestPresets(t *testing.T) {
	for preset, want := range map[Preset]string{
		Quick: "contrastive 9, simple 1, hard 6, hardsimple 1",
		Table: "contrastive 4, simple 1, hard 4, hardsimple 1",
		Full:  "alignuniform 1, contrastive 9, dcl 9, dclw 9, debiased 9, hard 9, hardsimple 1, macl 9, siglip 9, simple 1, supcon 9, triplet 1",
	} {
		s := Defaults()
		s.Preset = preset
		cells, err := s.Cells()
		if err != nil {
			t.Fatal(err)
		}
		var losses []string
		counts := map[string]int{}
		for _, c := range cells[2:] {
			if counts[c.Loss] == 0 {
				losses = append(losses, c.Loss)
			}
			counts[c.Loss]++
		}
		var words []string
		for _, l := range losses {
			words = append(words, fmt.Sprintf("%s %d", l, counts[l]))
		}
		if got := strings.Join(words, ", "); got != want {
			t.Errorf("%s: %s, want %s", preset, got, want)
		}
	}
}

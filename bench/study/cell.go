package study

import (
	"fmt"
	"strconv"

	"github.com/abc86604/temper/loss"
)

// The parameters that the cells of a study differ in, as losses declare them.
const tau, alpha, topK = "tau", "alpha", "topk"

// The two representations that no cell trained: the floor of the table.
const (
	Pixels = "pixels" // standardised pixels as the embedding
	Random = "random" // the encoder as it is before training
)

// Cell is one row of the table: a loss and its parameters, or a floor.
type Cell struct {
	Loss  string  `json:"loss"`            // its name in the family, or Pixels or Random
	Tau   float64 `json:"tau,omitempty"`   // 0 where τ plays no part
	Alpha float64 `json:"alpha,omitempty"` // share of the negatives kept; 0 unless the loss is hard
	TopK  int     `json:"topk,omitempty"`  // number of negatives kept; 0 unless it replaces Alpha
	Dim   int     `json:"dim,omitempty"`   // values of an embedding where they are not the study's; 0: the study's
}

// Floor says whether the cell is measured without training.
func (c Cell) Floor() bool { return c.Loss == Pixels || c.Loss == Random }

// Name identifies the cell within its study and names the folder of its run,
// for instance "hard-tau0.3-alpha0.0819".
func (c Cell) Name() string {
	name := c.Loss
	if c.Tau != 0 {
		name += "-tau" + number(c.Tau)
	}
	if c.Alpha != 0 {
		name += "-alpha" + number(c.Alpha)
	}
	if c.TopK != 0 {
		name += "-top" + strconv.Itoa(c.TopK)
	}
	if c.Dim != 0 {
		name += "-dim" + strconv.Itoa(c.Dim)
	}
	return name
}

// objective is the loss that a cell trains with, or an error for parameters outside
// their range.
func (s Settings) objective(c Cell) (loss.Loss, error) {
	m, err := loss.Find(c.Loss)
	if err != nil {
		return nil, err
	}
	l := m.New()
	for _, p := range s.parametersOf(m, c) {
		if l, err = loss.Set(l, p.name, p.value); err != nil {
			return nil, err
		}
	}
	if loss.MemberOf(l) != m {
		return nil, fmt.Errorf("loss %s: needs %s or %s", m.Name, alpha, topK)
	}
	return l, loss.Check(l)
}

// parameter is one that a cell's loss does not leave at its default.
type parameter struct {
	name  string
	value any
}

func (s Settings) parametersOf(m *loss.Member, c Cell) (all []parameter) {
	for _, f := range m.Fields {
		if v, given := s.Parameters[f.Name]; given && f.Name != tau {
			all = append(all, parameter{f.Name, v})
		}
	}
	if m.Field(tau) != nil {
		all = append(all, parameter{tau, c.Tau})
	}
	if m.Hardest {
		all = append(all, parameter{alpha, c.Alpha}, parameter{topK, c.TopK})
	}
	return all
}

// number writes x in the fewest digits that read back as x.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

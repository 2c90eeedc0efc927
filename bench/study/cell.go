package study

import (
	"strconv"

	"github.com/abc86604/temper/loss"
)

// PaperAlpha is the share of negatives that the paper's hard losses keep:
// 4,095 of a bank of 50,000 (Wang & Liu 2021, section 4).
const PaperAlpha = 0.0819

// PaperParams are the parameters that the papers of the family's losses use:
// σ = 0.5 of DCLW (Yeh et al. 2022), τ⁺ = 0.1 of the debiased loss (Chuang et al.
// 2020), b = -10 from which SigLIP starts (Zhai et al. 2023), and MACL's α = 0.5
// around A₀ = 0 (Huang et al. 2023). Every loss ignores those of the others.
func PaperParams() loss.Params {
	return loss.Params{Sigma: 0.5, TauPlus: 0.1, Bias: -10, MACLAlpha: 0.5}
}

// HasTau tells whether the temperature plays a part in the loss called name.
func HasTau(name string) bool {
	l, err := loss.New(name, loss.Params{Tau: 1, Alpha: 1})
	if err != nil {
		return false
	}
	_, p := loss.Describe(l)
	return p.Tau != 0
}

// The two representations that no cell trained: the floor of the table.
const (
	Pixels = "pixels" // standardised pixels as the embedding
	Random = "random" // the encoder as it is before training
)

// Cell is one row of the table: a loss and its parameters, or a floor.
type Cell struct {
	Loss  string  `json:"loss"`            // a name of loss.New, or Pixels or Random
	Tau   float64 `json:"tau,omitempty"`   // 0 where τ plays no part
	Alpha float64 `json:"alpha,omitempty"` // share of the negatives kept; 0 unless the loss is hard
	TopK  int     `json:"topk,omitempty"`  // number of negatives kept; 0 unless it replaces Alpha
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
	return name
}

// objective is the loss the cell trains with.
func (c Cell) objective() (loss.Loss, error) {
	p := PaperParams()
	p.Tau, p.Alpha, p.K = c.Tau, c.Alpha, c.TopK
	return loss.New(c.Loss, p)
}

// number writes x in the fewest digits that read back as x.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

package loss

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// A TauAnalysis says how the temperature Tau spreads the gradient of
// [Contrastive] over an anchor's negatives, by its relative penalties r
// (see [Penalties]). The numbers are means over the anchors.
type TauAnalysis struct {
	Tau                float64 `json:"tau"`
	Entropy            float64 `json:"entropy"`             // H = -Σ r log r, in nats
	EffectiveNegatives float64 `json:"effective_negatives"` // exp(H): the mean of it, not of H
	HardestShare       float64 `json:"hardest_share"`       // Σ r over the ceil(N/100) most similar of N negatives
}

// Analyze returns the analysis at each temperature of taus. Every row of z, n×d,
// is an anchor with all other rows its negatives; rows are normalised. It is
// exact over all pairs, and holds a panel of similarities at a time. Errors name
// the row that cannot be normalised, fewer than two rows, no temperature or one
// outside [1e-4, 1e4].
func (w *Workspace) Analyze(ctx context.Context, z blas32.General, taus []float64) ([]TauAnalysis, error) {
	if len(taus) == 0 {
		return nil, fmt.Errorf("loss: analysis at no temperature")
	}
	for _, tau := range taus {
		if err := checkTau(tau); err != nil {
			return nil, err
		}
	}
	u, err := w.normalized(0, "z", z)
	if err != nil {
		return nil, err
	}
	if u.Rows < 2 {
		return nil, fmt.Errorf("loss: analysis of %d row, needs at least 2", u.Rows)
	}
	a := analysis{rows: u, taus: taus, totals: make([]TauAnalysis, len(taus))}
	if err := a.run(ctx, max(1, w.Threads)); err != nil {
		return nil, err
	}
	return a.means(), nil
}

// analysis goes through the anchors in panels, as the losses do.
type analysis struct {
	rows   blas32.General
	taus   []float64
	totals []TauAnalysis // sums over the anchors of earlier panels

	lo      int            // first anchor of the panel
	sims    blas32.General // its similarities to all rows
	anchors []TauAnalysis  // per anchor of the panel, per temperature
	scratch []scratch      // per worker
}

// scratch is what a worker needs for an anchor with N negatives.
type scratch struct {
	exps    []float32 // N
	hardest []float32 // ceil(N/100)
}

func (a *analysis) run(ctx context.Context, threads int) error {
	n := a.rows.Rows
	count := panelCount(n, n)
	most := (n + count - 1) / count
	buffer := make([]float32, most*n)
	a.anchors = make([]TauAnalysis, most*len(a.taus))
	a.scratch = make([]scratch, threads)
	for i := range a.scratch {
		a.scratch[i] = scratch{make([]float32, n-1), make([]float32, (n-1+99)/100)}
	}
	for i := range count {
		if err := ctx.Err(); err != nil {
			return err
		}
		hi := (i + 1) * n / count
		a.lo = i * n / count
		a.sims = dense(buffer, hi-a.lo, n)
		kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, rows(a.rows, a.lo, hi), a.rows, 0, a.sims)
		parallel.ForWorker(threads, a.sims.Rows, a.analyzeRow)
		a.addPanel()
	}
	return nil
}

// analyzeRow analyses anchor i of the panel. With x_j = s_j - max s,
// R = Σ exp(x_j/τ): log r_j = x_j/τ - log R, so H = log R - Σ_j exp(x_j/τ) x_j/(τR),
// in which no term is negative.
func (a *analysis) analyzeRow(worker, i int) {
	x := row(a.sims, i)
	last := len(x) - 1
	x[a.lo+i] = x[last] // the anchor itself is none of its negatives
	x = x[:last]
	top := kernels.Max(x)
	for j := range x {
		x[j] -= top
	}
	mem := a.scratch[worker]
	takeHardest(mem.hardest, x)
	for t, tau := range a.taus {
		scale := float32(1 / tau)
		sum := kernels.ExpSum(mem.exps, x, 0, scale)
		entropy := portable.Log(sum) - float64(kernels.Dot(mem.exps, x))/(tau*sum)
		hard := kernels.ExpSum(mem.exps[:len(mem.hardest)], mem.hardest, 0, scale)
		a.anchors[i*len(a.taus)+t] = TauAnalysis{
			Entropy:            entropy,
			EffectiveNegatives: portable.Exp(entropy),
			HardestShare:       min(hard/sum, 1),
		}
	}
}

// takeHardest fills hardest with the largest elements of x, in any order.
func takeHardest(hardest, x []float32) {
	least := kernels.KthLargest(x, len(hardest))
	n := 0
	for _, v := range x {
		if v > least {
			hardest[n] = v
			n++
		}
	}
	for ; n < len(hardest); n++ {
		hardest[n] = least
	}
}

// addPanel adds the panel's anchors to the totals, in order.
func (a *analysis) addPanel() {
	for i := range a.sims.Rows {
		for t := range a.totals {
			one, total := &a.anchors[i*len(a.taus)+t], &a.totals[t]
			total.Entropy += one.Entropy
			total.EffectiveNegatives += one.EffectiveNegatives
			total.HardestShare += one.HardestShare
		}
	}
}

func (a *analysis) means() []TauAnalysis {
	n := float64(a.rows.Rows)
	for t, tau := range a.taus {
		total := &a.totals[t]
		*total = TauAnalysis{tau, total.Entropy / n, total.EffectiveNegatives / n, total.HardestShare / n}
	}
	return a.totals
}

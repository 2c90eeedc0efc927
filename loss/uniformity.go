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

// maxT bounds uniformity's t, as 1/minTau bounds the exponents of the losses.
const maxT = 1e4

// Uniformity is the logarithm of the mean Gaussian potential of the pairs of
// rows of z, n×d (Wang & Liu 2021, eq. (10); t = 2 there):
//
//	log mean_{i<j} exp(-t |x_i - x_j|²)
//
// with x_i the rows at unit length. The lower it is the more evenly the rows
// spread over the sphere; plots often show its negative. It is exact over all
// pairs, and holds a panel of similarities at a time. Errors name the row that
// cannot be normalised, fewer than two rows, or t outside (0, 1e4].
func (w *Workspace) Uniformity(ctx context.Context, z blas32.General, t float64) (float64, error) {
	if !(t > 0 && t <= maxT) {
		return 0, fmt.Errorf("loss: uniformity with t = %v, must lie in (0, %v]", t, float64(maxT))
	}
	u, err := w.normalized(0, "z", z)
	if err != nil {
		return 0, err
	}
	if u.Rows < 2 {
		return 0, fmt.Errorf("loss: uniformity of %d row, needs at least 2", u.Rows)
	}
	p := potential{rows: u, scale: 2 * t, max: make([]float32, u.Rows-1), sum: make([]float64, u.Rows-1)}
	if err := p.fill(ctx, w.Threads); err != nil {
		return 0, err
	}
	return p.logMean(), nil
}

// potential is the sum of exp(scale·(s_ij - 1)) over pairs i < j of unit rows,
// whose |x_i - x_j|² is 2 - 2 s_ij. Row i contributes, over the rows after it,
// sum_i·exp(scale·(max_i - 1)): no scale lets it underflow.
type potential struct {
	rows  blas32.General
	scale float64
	max   []float32
	sum   []float64

	lo   int            // first row of the panel
	sims blas32.General // its similarities to the rows from lo on
}

func (p *potential) fill(ctx context.Context, threads int) error {
	n := p.rows.Rows
	count := panelCount(n, n)
	buffer := make([]float32, (n+count-1)/count*n)
	for i := range count {
		if err := ctx.Err(); err != nil {
			return err
		}
		hi := (i + 1) * n / count
		p.lo = i * n / count
		p.sims = dense(buffer, hi-p.lo, n-p.lo)
		kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, rows(p.rows, p.lo, hi), rows(p.rows, p.lo, n), 0, p.sims)
		parallel.For(threads, min(hi, n-1)-p.lo, p.addRow)
	}
	return nil
}

// addRow takes row i of the panel against the rows after it.
func (p *potential) addRow(i int) {
	later := row(p.sims, i)[i+1:]
	p.max[p.lo+i] = kernels.Max(later)
	p.sum[p.lo+i] = kernels.ExpSum(later, later, p.max[p.lo+i], float32(p.scale))
}

func (p *potential) logMean() float64 {
	top := float64(kernels.Max(p.max))
	var total float64
	for i, sum := range p.sum {
		below := float64(p.scale * (float64(p.max[i]) - top))
		total += float64(sum * portable.Exp(below))
	}
	return float64(p.scale*(top-1)) + portable.Log(total/pairCount(p.rows.Rows))
}

// pairCount is the number of pairs of n rows.
func pairCount(n int) float64 { return float64(n) * float64(n-1) / 2 }

// normalized returns the rows of z at unit length, whatever w.Normalized says.
func (w *Workspace) normalized(i int, name string, z blas32.General) (blas32.General, error) {
	if err := checkMatrix(name, z); err != nil {
		return blas32.General{}, err
	}
	u := &w.units[i]
	u.reset(z.Rows, z.Cols)
	err := u.normalize(0, name, 0, z)
	return u.General, err
}

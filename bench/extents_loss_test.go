package bench

import (
	"context"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/loss/analysis"
	"gonum.org/v1/gonum/blas/blas32"
)

// lossExtents are calls of the losses, which answer with an error.
var lossExtents = map[string]func(c *extentCalls){
	"loss.InBatch":   func(c *extentCalls) { paired(c, loss.InBatch) },
	"loss.Cross":     func(c *extentCalls) { paired(c, loss.Cross) },
	"loss.Symmetric": func(c *extentCalls) { paired(c, loss.Symmetric) },
	"loss.Against": func(c *extentCalls) {
		paired(c, func(z0, z1 blas32.General) loss.Problem { return loss.Against(z0, z1, make([]int, 8)) })
	},
	"loss.Bank": func(c *extentCalls) {
		paired(c, func(z, bank blas32.General) loss.Problem { return loss.Bank(z, bank, make([]int, 8)) })
	},
	"loss.Views": func(c *extentCalls) {
		eachMatrix(8, 32, func(z blas32.General) { c.errs(loss.Views(z, 4), shown(z)) })
		for _, e := range extents() {
			for near := -4; near <= 4; near++ { // half of 2^64 + 8 is one of them
				c.errs(loss.Views(dense(8, 32), e+near), "pairs")
			}
		}
	},
	"loss.Compute": func(c *extentCalls) {
		eachMatrix(8, 32, func(z blas32.General) {
			p := loss.InBatch(dense(8, 32), dense(8, 32))
			p.Extra = z
			c.errs(p, "extra "+shown(z))
		})
		for _, e := range extents() {
			p := loss.InBatch(dense(8, 32), dense(8, 32))
			p.First, p.Last = e, e+4
			c.errs(p, "anchors")
		}
	},
	"loss.Workspace.Compute": func(c *extentCalls) {
		w := loss.Workspace{Threads: 2}
		eachMatrix(8, 32, func(z blas32.General) {
			c.returned(func() error {
				_, err := w.Compute(context.Background(), loss.Contrastive{Tau: 0.1}, loss.InBatch(z, z))
				return err
			}, "workspace "+shown(z))
		})
	},
	"analysis.Analyze": func(c *extentCalls) {
		eachMatrix(8, 32, func(z blas32.General) {
			c.returned(func() error {
				_, err := analysis.Analyze(context.Background(), 1, z, nil, []float64{0.1})
				return err
			}, "Analyze "+shown(z))
		})
	},
	"analysis.Deviation": func(c *extentCalls) {
		eachMatrix(8, 32, func(z blas32.General) {
			c.returned(func() error {
				_, err := analysis.Deviation(1, z)
				return err
			}, "Deviation "+shown(z))
		})
	},
}

// paired makes problems of two matrices, one of them or both out of place.
func paired(c *extentCalls, problem func(z0, z1 blas32.General) loss.Problem) {
	good := dense(8, 32)
	eachMatrix(8, 32, func(z blas32.General) {
		c.errs(problem(z, z), "both "+shown(z))
		c.errs(problem(z, good), "first "+shown(z))
		c.errs(problem(good, z), "second "+shown(z))
	})
}

// errs fails unless the problem is an error.
func (c *extentCalls) errs(p loss.Problem, what string) {
	c.returned(func() error {
		_, err := loss.Compute(loss.Contrastive{Tau: 0.1}, p)
		return err
	}, what)
}

// returned fails unless the call returns an error.
func (c *extentCalls) returned(call func() error, what string) {
	if panicked, err := c.call(what, call); err == nil || panicked != nil {
		c.t.Errorf("%s: error %v, panic %v", what, err, panicked)
	}
}

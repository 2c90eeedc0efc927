package suite

import (
	"context"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

const width = 128 // of the embeddings

const tau, hardest = 0.1, 4095 // of the losses

// losses returns the cases of the losses with their gradients: anchors against a
// bank the size of CIFAR-10, and two views of a batch.
func (d draw) losses(threads int) []Case {
	soft := loss.Contrastive{Tau: tau}
	hard := func(l loss.Loss) loss.Loss { return loss.Over(l, loss.Selection{K: hardest}) }
	var cases []Case
	for _, t := range atThreads(threads) {
		cases = append(cases,
			d.bank("bank_contrastive", soft, t),
			d.bank("bank_hard", hard(soft), t),
			d.inBatch("inbatch_contrastive", soft, 1024, width, t),
			d.inBatch("inbatch_contrastive", soft, 4096, width, t),
		)
	}
	return append(cases,
		d.bank("bank_simple", loss.Simple{}, 1),
		d.bank("bank_hardsimple", hard(loss.Simple{}), 1),
	)
}

// LargeLosses returns the cases of losses that take too long for [Cases]: more
// rows and wider ones, and two towers.
func LargeLosses(seed uint64, threads int) []Case {
	d, soft := draw{seed}, loss.Contrastive{Tau: tau}
	var cases []Case
	for _, t := range atThreads(threads) {
		cases = append(cases,
			d.inBatch("inbatch_contrastive", soft, 8192, width, t),
			d.inBatch("inbatch_contrastive", soft, 4096, 4*width, t),
			d.towers("towers_contrastive", soft, 4096, 4*width, t),
		)
	}
	return cases
}

// ManyRows returns the case of a batch whose matrix of similarities would take up
// 17 GB; a call takes half a minute.
func ManyRows(seed uint64, threads int) Case {
	return draw{seed}.inBatch("inbatch_contrastive", loss.Contrastive{Tau: tau}, 65_536, width, threads)
}

// bank returns the case of 128 anchors against 50,000 rows, at unit length as a
// memory bank keeps them. It is counted as the 4mnd operations of a similarity and
// a gradient product over all negatives; losses with less to do can have a share
// above 1.
func (d draw) bank(name string, l loss.Loss, threads int) Case {
	const m, n = 128, 50_000
	return problemCase(name, l, threads, shape(m, n, width), 4*m*n*width, func() loss.Problem {
		index := make([]int, m)
		for i := range index {
			index[i] = i * (n / m)
		}
		p := loss.Bank(d.units(m, width, 1), d.units(n, width, 2), index)
		p.Unit = true
		return p
	})
}

// inBatch returns the case of two views with n rows together. It is counted as
// 3n²d operations: each similarity once, and one gradient product.
func (d draw) inBatch(name string, l loss.Loss, n, width, threads int) Case {
	flops := 3 * float64(n) * float64(n) * float64(width)
	return problemCase(name, l, threads, shape(n, width), flops, func() loss.Problem {
		return loss.InBatch(d.matrix(n/2, width, 1), d.matrix(n/2, width, 2))
	})
}

// towers returns the case of two matrices of n rows against each other, both ways.
// It is counted as 6n²d operations: each similarity once, and two gradient
// products.
func (d draw) towers(name string, l loss.Loss, n, width, threads int) Case {
	flops := 6 * float64(n) * float64(n) * float64(width)
	return problemCase(name, l, threads, shape(n, n, width), flops, func() loss.Problem {
		return loss.Symmetric(d.matrix(n, width, 1), d.matrix(n, width, 2))
	})
}

// units returns rows of unit length.
func (d draw) units(rows, cols int, stream uint64) blas32.General {
	z := d.matrix(rows, cols, stream)
	kernels.Normalize(z, z, make([]float32, rows))
	return z
}

// problemCase is a case of a loss of a problem, with its gradients.
func problemCase(name string, l loss.Loss, threads int, shape string, flops float64, problem func() loss.Problem) Case {
	return lossCase(name, threads, shape, flops, func() func() error {
		ws, p := &loss.Workspace{Threads: threads}, problem()
		return func() error {
			_, err := ws.Compute(context.Background(), l, p)
			return err
		}
	})
}

func lossCase(name string, threads int, shape string, flops float64, prepare func() func() error) Case {
	return Case{
		Name: name, ISA: kernels.Active().Name(), Threads: threads, Shape: shape, Unit: GFLOPs, Flops: flops,
		Prepare: func() (Subject, error) {
			compute := prepare()
			return Subject{Time: func(calls int) (time.Duration, error) {
				start := time.Now()
				for range calls {
					if err := compute(); err != nil {
						return 0, err
					}
				}
				return time.Since(start), nil
			}}, nil
		},
	}
}

package adapt

import (
	"context"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/optim"
	"gonum.org/v1/gonum/blas/blas32"
)

// mostNegatives is how many documents a query is compared with at most: a larger corpus is
// drawn from anew in each pass, beside all that is judged.
const mostNegatives = 20_000

// A fit trains an adapter on pairs: each query against all documents, or a share of them.
type fit struct {
	Settings
	threads  int
	adapter  *Adapter
	loss     loss.Loss
	prefixes []int
	pairs    []pair
	exempt   [][]int // documents that are no negatives, of each query

	queries, corpus blas32.General // unit rows
	pool            pool           // of the documents to compare with in this pass

	optimiser optim.Optimiser
	pass      int
	batch     batch
}

func newFit(of *documents, threads int, l loss.Loss, pairs []pair) (*fit, error) {
	f := &fit{
		Settings: of.settings, threads: threads, loss: l, prefixes: of.prefixes, pairs: pairs, exempt: of.exempt,
		queries: of.queries, corpus: of.corpus,
	}
	if f.Towers == Query {
		f.corpus = of.fixed
	}
	var err error
	if f.adapter, err = of.plain(); err != nil {
		return nil, err
	}
	f.optimiser = newOptimiser(f.adapter, f.Settings)
	f.rest()
	return f, nil
}

func (f *fit) head() *Adapter { return f.adapter }

func (f *fit) rest() {
	f.pool, f.batch = pool{}, batch{}
	f.batch.workspace.Threads = f.threads
	f.adapter.Query.rest()
	f.adapter.Corpus.rest()
}

// run makes one pass over the pairs, and returns the mean loss.
func (f *fit) run(ctx context.Context) (float64, error) {
	f.pool.draw(f, f.pass)
	return eachBatch(len(f.pairs), f.Settings, &f.pass, func(order []int) (float64, error) {
		return f.step(ctx, order)
	})
}

// eachBatch takes n items in batches of equal size, in an order that the seed and the number
// of the pass decide, and returns the mean of what step returns of each.
func eachBatch(n int, s Settings, pass *int, step func(order []int) (float64, error)) (float64, error) {
	order := portable.NewRand(s.Seed, orderStream, uint64(*pass)).Perm(n)
	*pass++
	steps := (n + s.Batch - 1) / s.Batch
	total := 0.0
	for i := range steps {
		l, err := step(order[i*n/steps : (i+1)*n/steps])
		if err != nil {
			return 0, err
		}
		total += l
	}
	return total / float64(steps), nil
}

// step moves the parameters by the loss of some of the pairs.
func (f *fit) step(ctx context.Context, order []int) (float64, error) {
	b := &f.batch
	b.take(f, order)
	f.forward()
	total, err := b.compute(ctx, f.loss, f.prefixes, f.Towers != Query)
	if err != nil {
		return 0, err
	}
	f.backward()
	f.optimiser.Step(f.threads, f.LR)
	return total, nil
}

// forward sets the batch's queries and documents to those that the heads make.
func (f *fit) forward() {
	b := &f.batch
	b.y = matrix.Resize(b.y, b.z.Rows, f.adapter.Query.Out())
	f.adapter.Query.apply(f.threads, b.y, b.z)
	if f.Towers == Query {
		b.docs = f.pool.rows
		return
	}
	b.mapped = matrix.Resize(b.mapped, f.pool.rows.Rows, f.adapter.Corpus.Out())
	f.documentHead().apply(f.threads, b.mapped, f.pool.rows)
	b.docs = b.mapped
}

// documentHead is the head of documents; of a shared one it is a copy that has memory of its
// own for what lies between forward and backward.
func (f *fit) documentHead() *Head {
	if f.Towers == Shared {
		if f.batch.shared == nil {
			f.batch.shared = f.adapter.Query.twin()
		}
		return f.batch.shared
	}
	return f.adapter.Corpus
}

// backward sets the gradients of the parameters.
func (f *fit) backward() {
	b := &f.batch
	f.adapter.Query.backward(f.threads, b.z, b.gradY)
	if f.Towers == Query {
		return
	}
	docs := f.documentHead()
	docs.backward(f.threads, f.pool.rows, b.gradDocs)
	if f.Towers == Shared {
		for i, p := range f.adapter.Query.params {
			add(p.Grad, docs.params[i].Grad)
		}
	}
}

func add(dst, src []float32) {
	for i, v := range src {
		dst[i] += v
	}
}

// pool is the documents that queries are compared with.
type pool struct {
	rows blas32.General // unit rows
	at   []int          // place of each document of the corpus, -1 of one that is not in it; nil: all are
}

// draw chooses them for a pass: all, or those that are relevant to a query and others at
// random.
func (p *pool) draw(f *fit, pass int) {
	n := f.corpus.Rows
	if n <= mostNegatives {
		p.rows, p.at = f.corpus, nil
		return
	}
	var chosen []int
	for _, one := range f.pairs {
		chosen = append(chosen, one.doc)
	}
	slices.Sort(chosen)
	chosen = slices.Compact(chosen)
	judged := len(chosen)
	for _, doc := range portable.NewRand(f.Seed, sampleStream, uint64(pass)).Perm(n) {
		if len(chosen) >= mostNegatives {
			break
		}
		if _, found := slices.BinarySearch(chosen[:judged], doc); !found {
			chosen = append(chosen, doc)
		}
	}
	slices.Sort(chosen)
	p.rows = matrix.Resize(p.rows, len(chosen), f.corpus.Cols)
	p.at = matrix.Grow(p.at, n)
	for i := range p.at {
		p.at[i] = -1
	}
	for place, doc := range chosen {
		copy(matrix.Row(p.rows, place), matrix.Row(f.corpus, doc))
		p.at[doc] = place
	}
}

// place is where a document of the corpus is, -1 if it is not there.
func (p *pool) place(doc int) int {
	if p.at == nil {
		return doc
	}
	return p.at[doc]
}

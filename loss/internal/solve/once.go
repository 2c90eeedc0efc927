package solve

import (
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// once is the engine for problems in which candidates have no gradient and the rule
// needs no whole rows. Each candidate is read, brought to unit length, met by all
// anchors and forgotten: with E_ij = exp(s_ij/τ) over the negatives,
//
//	R_i = Σ_j E_ij    dA_i = (share_i/(τ R_i)) Σ_j E_ij c_j - (pull_i/τ) c_p
//
// and so for each of two sums; of a rule of pairs the E are the weights themselves.
// Parts of the candidates have sums of their own, which are combined in order in
// float64. No maximum is taken: it serves temperatures above coldTau, at which
// exp(±1/τ) are normal numbers.
type once struct {
	*Solver
	plan
	d     *direction
	units bool   // candidates are said to be unit vectors
	name  string // of the candidates, in errors

	anchors tile.Blocks
	below   []float32 // what negatives must be below, with zeros to the end of the last tile
	least   []float32
	classOf []int32 // of each anchor
	starts  []int32 // of each class, and the end of the last, in
	places  []int32 // the anchors, class by class

	part  int // candidates of a part
	parts []onePart
	grads [2]partials // Σ E c
	pairs [][]int32   // by tiles of candidates: the anchors whose positives they are
	out   excluded
	own   ownExtra

	total    onePart
	pool     Pool
	sums     Sums // of an anchor
	gap      []float32
	sigma    []float64  // of one anchor
	by       [2]float32 // what the sums of an anchor's rows are multiplied by
	workers  []onceWorker
	meetPart func(worker, part int)
}

// onePart is what the anchors have of the candidates of a part.
type onePart struct {
	sums  [2][]float64
	kept  []float64
	softs tile.Softplus
	logs  []float64
	bias  float64 // Σ_ij σ(x_ij)
	err   error
}

// onceWorker is what a worker needs for a tile of candidates.
type onceWorker struct {
	unit   unitRows
	blocks tile.Blocks
	grads  [2]tile.Sums
	tiles  [2][]float32
	sigma  []float64 // Σ_i σ(x_ij) of a tile's candidates
}

func (o *once) solve(s *Solver, d *direction) error {
	o.reset(s, d)
	parallel.ForWorker(o.threads, len(o.parts), o.meetPart)
	for i := range o.parts {
		if err := o.parts[i].err; err != nil {
			return err
		}
	}
	o.finish()
	return nil
}

func (o *once) reset(s *Solver, d *direction) {
	if o.meetPart == nil {
		o.meetPart = o.meet
	}
	o.Solver, o.plan, o.d = s, s.planOf(), d
	o.units, o.name = s.problem.Unit, s.problem.Candidates.Parts[0].Name
	m, cols, n := d.anchors.Rows, d.anchors.Cols, d.candidates.Rows
	o.anchors.Reset(o.threads, d.anchors, onceEdge, tile.AsColumns)
	o.part = partOf(n)
	parts := (n + o.part - 1) / o.part
	o.parts = matrix.Grow(o.parts, parts)
	for i := range o.parts {
		o.parts[i].reset(&o.plan, m)
	}
	o.grads[0].reset(parts, m*cols)
	if o.two() {
		o.grads[1].reset(parts, m*cols)
	}
	o.pairs = matrix.Grow(o.pairs, (n+onceEdge-1)/onceEdge)
	for i := range o.pairs {
		o.pairs[i] = o.pairs[i][:0]
	}
	for i, p := range d.index {
		o.pairs[p/onceEdge] = append(o.pairs[p/onceEdge], int32(i))
	}
	o.setLimits()
	o.exclude()
	o.own.reset(o.threads, &o.plan, d)
	o.gap, o.sigma = matrix.Grow(o.gap, cols), matrix.Grow(o.sigma, 1)
	o.workers = matrix.Extend(o.workers, o.threads)
	for i := range o.workers {
		w := &o.workers[i]
		w.unit.reset(onceEdge, cols)
		w.sigma = matrix.Grow(w.sigma, onceEdge)
		for k := range w.tiles {
			w.tiles[k] = matrix.Grow(w.tiles[k], o.anchors.TileSize())
		}
	}
}

// setLimits sets what the anchors' negatives must be below, and the anchors' classes.
func (o *once) setLimits() {
	padded := o.anchors.Count() * onceEdge
	if o.limited {
		o.least, o.below = filled(o.least, padded, negInf), filled(o.below, padded, -negInf)
		for i := range o.d.anchors.Rows {
			o.below[i] = float32(float64(o.similarities[i]) + o.keep.Margin)
		}
	}
	if o.apart {
		o.classOf = matrix.Grow(o.classOf, o.d.anchors.Rows)
		for i, place := range o.d.index {
			o.classOf[i] = int32(o.classes.ofRow(place))
		}
		o.starts, o.places = byClass(o.starts, o.places, o.classOf, o.classes.count())
	}
}

func (p *onePart) reset(plan *plan, m int) {
	p.err, p.bias = nil, 0
	p.sums[0] = filled(p.sums[0], m, 0)
	if plan.two() {
		p.sums[1] = filled(p.sums[1], m, 0)
	}
	p.kept = filled(p.kept, m, 0)
	if plan.way == byPairs {
		p.softs.Products, p.softs.Excess = filled(p.softs.Products, m, 0), filled(p.softs.Excess, m, 0)
		p.logs = filled(p.logs, m, 0)
	}
}

// meet takes the candidates of a part.
func (o *once) meet(worker, part int) {
	w, p := &o.workers[worker], &o.parts[part]
	lo, hi := part*o.part, min((part+1)*o.part, o.d.candidates.Rows)
	for k := range w.grads {
		w.grads[k].Reset(&o.anchors)
	}
	for j := lo; j < hi; j += onceEdge {
		p.err = o.ctx.Err()
		if p.err == nil {
			p.err = o.meetTile(w, p, j, min(j+onceEdge, hi))
		}
		if p.err != nil {
			return
		}
	}
	for k := range w.grads {
		if k == 1 && !o.two() {
			return
		}
		grads := matrix.Of(o.grads[k].part(part), o.d.anchors.Rows, o.d.anchors.Cols)
		for i := range o.anchors.Count() {
			w.grads[k].Drain(i, grads)
		}
	}
}

// meetTile takes the candidates from lo up to hi.
func (o *once) meetTile(w *onceWorker, p *onePart, lo, hi int) error {
	c, err := o.unitRows(w, lo, hi)
	if err != nil {
		return err
	}
	w.blocks.Reset(1, c, onceEdge, tile.AsRows|tile.AsFactor)
	for block := range o.anchors.Count() {
		from, to := o.anchors.Bounds(block)
		s := w.blocks.Tile(w.tiles[0], 0, &o.anchors, block)
		o.mask(s, lo, from, to)
		o.add(w, p, block, s)
	}
	return nil
}

// mask takes the anchors' positives out of a tile, and what is of their class where
// that is no negative.
func (o *once) mask(s blas32.General, lo, from, to int) {
	for _, i := range o.pairs[lo/onceEdge] {
		if i := int(i); from <= i && i < to {
			matrix.Row(s, o.d.index[i]-lo)[i-from] = negInf
		}
	}
	o.out.mask(s, lo, from, to)
	if !o.apart {
		return
	}
	for r := range s.Rows {
		class, row := o.classes.ofRow(lo+r), matrix.Row(s, r)
		for _, i := range o.places[o.starts[class]:o.starts[class+1]] {
			if i := int(i); from <= i && i < to {
				row[i-from] = negInf
			}
		}
	}
}

// add adds a tile of similarities to what a block of anchors has.
func (o *once) add(w *onceWorker, p *onePart, block int, s blas32.General) {
	from, to := o.anchors.Bounds(block)
	if o.limited {
		cols := tile.Limits{Least: o.least[from : from+s.Cols], Below: o.below[from : from+s.Cols]}
		rows := tile.Limits{Least: o.least[:s.Rows], Below: o.least[:s.Rows]} // which nothing is within
		tile.Limit(w.blocks.View(w.tiles[1], 0, &o.anchors, block), s, s, rows, cols, nil, p.kept[from:to])
	}
	second := w.blocks.View(w.tiles[1], 0, &o.anchors, block)
	switch {
	case o.way == byPairs:
		o.decide(w, p, from, to, s)
	case o.two():
		tile.Exp(second, s, 0, o.scales[1], nil, p.sums[1][from:to])
		w.grads[1].Add(block, blas.Trans, second, &w.blocks, 0)
		fallthrough
	default:
		tile.Exp(s, s, 0, o.scales[0], nil, p.sums[0][from:to])
	}
	w.grads[0].Add(block, blas.Trans, s, &w.blocks, 0)
}

// decide replaces similarities by the weights of a rule of pairs.
func (o *once) decide(w *onceWorker, p *onePart, from, to int, s blas32.General) {
	cols := tile.Softplus{Products: p.softs.Products[from:to], Excess: p.softs.Excess[from:to]}
	clear(w.sigma)
	tile.Logistic(s, s, o.scales[0], o.bias, tile.Softplus{}, cols, w.sigma[:s.Rows])
	for _, sum := range w.sigma[:s.Rows] {
		p.bias += sum
	}
	fold(p.softs.Products[from:to], p.logs[from:to])
}

// unitRows returns the candidates from lo up to hi at unit length.
func (o *once) unitRows(w *onceWorker, lo, hi int) (blas32.General, error) {
	z := matrix.Rows(o.d.candidates, lo, hi)
	if o.units && z.Stride == z.Cols {
		return z, nameRow(o.name, lo, matrix.CheckUnit(z))
	}
	return matrix.Rows(w.unit.General, 0, hi-lo), w.unit.take(o.units, 0, o.name, lo, z)
}

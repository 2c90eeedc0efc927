package solve

import (
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/tile"
)

// finish makes losses and gradients of what the parts have summed up.
func (o *once) finish() {
	m := o.d.anchors.Rows
	o.total.reset(&o.plan, m)
	for i := range o.parts {
		o.total.add(&o.plan, &o.parts[i])
	}
	for i := range m {
		o.takeOwn(i)
	}
	if o.pools() {
		o.sumUp()
	}
	for i := range m {
		share, ok := o.shareOf(i)
		o.d.losses[i] = share.Loss
		if !ok {
			o.d.losses[i] = math.NaN()
			o.d.skipped++
		}
		o.d.logScale += share.LogScale
		o.addGradient(i, share)
	}
	for owner := range o.own.owners {
		o.own.gradientOf(owner, 1)
	}
	o.d.bias += o.total.bias
}

// add adds a part.
func (t *onePart) add(plan *plan, p *onePart) {
	t.bias += p.bias
	for i := range t.kept {
		t.kept[i] += p.kept[i]
		if plan.way == byPairs {
			t.logs[i] += p.logs[i] + portable.Log1p(p.softs.Products[i]) + p.softs.Excess[i]
			continue
		}
		t.sums[0][i] += p.sums[0][i]
		if plan.two() {
			t.sums[1][i] += p.sums[1][i]
		}
	}
}

// takeOwn adds the extra negatives of anchor i.
func (o *once) takeOwn(i int) {
	if o.own.each == 0 {
		return
	}
	t := &o.total
	if o.limited {
		t.kept[i] += float64(o.own.limit(i, negInf, o.below[i]))
	}
	if o.way == byPairs {
		softs := tile.Softplus{Products: t.softs.Products[i : i+1], Excess: t.softs.Excess[i : i+1]}
		clear(o.sigma)
		o.own.decide(i, softs, o.sigma)
		t.bias += o.sigma[0]
		t.logs[i] += portable.Log1p(softs.Products[0]) + softs.Excess[0]
		return
	}
	sums := [2][]float64{t.sums[0][i : i+1]}
	if o.two() {
		sums[1] = t.sums[1][i : i+1]
	}
	o.own.sum(i, 0, sums)
}

// sumUp finds what all anchors have together.
func (o *once) sumUp() {
	o.pool = Pool{}
	for i, sum := range o.total.sums[0] {
		if sum > 0 {
			o.pool.R += sum
			o.pool.Kept += float64(o.negativesOf(i))
			o.pool.Anchors++
		}
	}
}

// negativesOf is the number of an anchor's negatives that are kept.
func (o *once) negativesOf(i int) int {
	switch {
	case o.limited:
		return int(o.total.kept[i])
	case o.apart:
		return o.d.negatives() + 1 - o.classes.sizes[o.classOf[i]] - o.out.of(i)
	}
	return o.d.negatives() - o.out.of(i)
}

// shareOf is the share of an anchor, unless it is skipped.
func (o *once) shareOf(i int) (share Share, ok bool) {
	t, similarity := &o.total, float64(o.similarities[i])
	if o.way == byPairs {
		loss, share := NegativeShare(1, float64(similarity*float64(o.scales[0]))+float64(o.bias))
		t.bias -= share
		return Share{Loss: loss + t.logs[i], Pull: share}, true
	}
	if t.sums[0][i] == 0 {
		return Share{}, false
	}
	s := &o.sums
	*s = Sums{
		Tau: o.tau, Kept: o.negativesOf(i), Own: o.weightOf(i), Positives: 1, Pool: o.pool,
		X: float64(similarity * float64(float32(1/o.e.Tau))),
	}
	s.R[0] = t.sums[0][i]
	if o.two() {
		s.R[1] = t.sums[1][i]
	}
	if o.pools() {
		s.Distance = distance(o.gap, matrix.Row(o.d.anchors, i), matrix.Row(o.positiveRows.General, i))
	}
	return o.summed.Share(s), true
}

// addGradient adds an anchor's share of the gradient.
func (o *once) addGradient(i int, share Share) {
	grad := o.d.toAnchors.row(i)
	unit := o.d.weight / o.e.Tau
	var by [2]float64 // what the sums of rows are multiplied by
	if o.way == byPairs {
		by[0] = unit
	} else {
		for k := range by {
			if share.Shares[k] != 0 {
				by[k] = float64(unit * share.Shares[k] / o.total.sums[k][i])
			}
		}
	}
	if o.own.each > 0 {
		if o.way == byPairs {
			o.own.scale(i, float32(by[0]))
		} else {
			o.by = [2]float32{float32(by[0]), float32(by[1])}
			o.own.weigh(i, 0, [2][]float32{o.by[:1], o.by[1:]})
		}
	}
	pull := float64(unit * share.Pull)
	anchor, positive := matrix.Row(o.d.anchors, i), matrix.Row(o.positiveRows.General, i)
	for k := range grad {
		sum := float64(by[0] * o.grads[0].total(i*len(grad)+k))
		if o.two() {
			sum += float64(by[1] * o.grads[1].total(i*len(grad)+k))
		}
		if o.pools() {
			sum += float64(pull * (float64(anchor[k]) - float64(positive[k])))
		} else {
			sum -= float64(pull * float64(positive[k]))
		}
		grad[k] = float32(sum)
	}
	o.own.addTo(i, grad)
}

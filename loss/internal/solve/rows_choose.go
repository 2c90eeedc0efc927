package solve

import "slices"

// takePositives moves the anchor's positives out of its row, and the anchor
// itself away.
func (p *rows) takePositives(a *Anchor) {
	if p.d.self {
		a.Row[p.d.first+a.Number] = negInf
	}
	if p.d.positives.given() {
		p.takeListed(a)
		return
	}
	place := p.d.positive(a.Number)
	a.Pair = a.Row[place]
	if !p.classed() {
		a.setPositive(int32(place), a.Row[place])
		a.Row[place] = negInf
		return
	}
	a.noPositives()
	p.classes.eachOf(p.classes.ofRow(place), p.d.candidates.Rows, func(j int) {
		if a.Row[j] != negInf {
			a.addPositive(int32(j), a.Row[j])
			a.Row[j] = negInf
		}
	})
	if p.d.oneView() && len(a.Positives) > 0 {
		a.Pair = slices.Max(a.Positives)
	}
}

// takeListed moves the anchor's positives out of its row where they are listed. The
// most similar one stands for the pair.
func (p *rows) takeListed(a *Anchor) {
	a.noPositives()
	a.Pair = negInf
	for _, j := range p.d.positives.Of(a.Number) {
		if a.Row[j] != negInf {
			a.addPositive(int32(j), a.Row[j])
			a.Pair = max(a.Pair, a.Row[j])
			a.Row[j] = negInf
		}
	}
}

// choose leaves those negatives in the row that the rule keeps, and returns how
// many they are.
func (p *rows) choose(a *Anchor) (kept int) {
	keep := p.keep
	kept = p.d.candidates.Rows + p.d.extra.each - len(a.Places)
	if p.d.self {
		kept--
	}
	for _, j := range p.d.excluded.Of(a.Number) {
		if a.Row[j] != negInf {
			a.Row[j] = negInf
			kept--
		}
	}
	if keep.OtherClass {
		kept -= p.dropClass(a)
	}
	if keep.Drop && len(a.Positives) > 0 {
		kept = within(a.Row, float32(float64(a.Pair)+keep.Margin))
	}
	switch {
	case !keep.hard():
		return kept
	case p.route.sparse:
		return p.hard[a.Number-p.lo].keep(a, kept, keep)
	case kept == 0:
		return 0
	}
	return keepHardest(a.Row, keep.count(kept))
}

// dropClass takes the negatives of the anchor's own class out of its row.
func (p *rows) dropClass(a *Anchor) (dropped int) {
	class := p.classes.ofRow(p.d.positive(a.Number))
	p.classes.eachOf(class, p.d.candidates.Rows, func(j int) {
		if a.Row[j] != negInf {
			a.Row[j] = negInf
			dropped++
		}
	})
	return dropped
}

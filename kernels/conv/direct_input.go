package conv

// A phase of the gradient of the input: the pixels of one parity of row and column,
// which meet the same taps. At stride 1 all pixels are one phase.
type phase struct {
	row, col int // of the first pixel
	taps     []tap
	at       int // where its weights begin, in terms
	chains   []chain
}

// A tap of a phase: the element of the kernel, and where the output pixel that it
// leads to lies from the phase's own.
type tap struct{ row, col, down, right int }

// cutPhases returns the phases. Input pixel i took part in output pixel o with the
// kernel's element k where i = stride·o + k - pad. With i = stride·m + parity that is
// o = m + (parity + pad - k)/stride for each k that leaves no remainder.
func (p *Plan) cutPhases() []phase {
	var all []phase
	terms := 0
	for row := range p.Stride {
		for col := range p.Stride {
			f := phase{row: row, col: col, at: terms}
			for _, r := range p.reach(row) {
				for _, c := range p.reach(col) {
					f.taps = append(f.taps, tap{r.k, c.k, r.by, c.by})
				}
			}
			terms += len(f.taps) * filled(p.Out)
			if len(f.taps) > 0 {
				f.chains = f.cutChains(p.Gradient(1))
			}
			all = append(all, f)
		}
	}
	return all
}

type reach struct{ k, by int }

// reach lists the kernel's elements along one axis that a parity meets, by the output
// pixel they lead to.
func (p *Plan) reach(parity int) []reach {
	var all []reach
	for k := p.Kernel - 1; k >= 0; k-- {
		if by := parity + p.Kernel/2 - k; by%p.Stride == 0 {
			all = append(all, reach{k, by / p.Stride})
		}
	}
	return all
}

// cutChains returns the sums of a phase over dy.
func (f phase) cutChains(dy Maps) []chain {
	var all []chain
	var spans []span
	for block := range dy.Blocks() {
		for _, t := range f.taps {
			at := block*dy.Plane() + t.down*dy.Pitch() + t.right*Block
			if n := len(spans); n > 0 && spans[n-1].at+spans[n-1].size == at {
				spans[n-1].size += Block
				continue
			}
			spans = append(spans, span{at, Block})
		}
		if (block+1)%sumBlocks(len(f.taps)) == 0 || block+1 == dy.Blocks() {
			all, spans = append(all, chainOf(spans)), nil
		}
	}
	return all
}

// inputDirect computes the gradient of the input by phases.
func (p *Plan) inputDirect(dy, dx Maps, add bool, from, to int) {
	for _, f := range p.phases {
		rows, cols := (p.Height-f.row+p.Stride-1)/p.Stride, (p.Width-f.col+p.Stride-1)/p.Stride
		out := lattice{dx.At(0, 0, f.row, f.col), p.Stride * dx.Pitch(), p.Stride * Block}
		if rows == 0 || cols == 0 {
			continue
		}
		if len(f.taps) == 0 {
			if !add {
				clearLattice(dx, out, rows, cols, from, to)
			}
			continue
		}
		s := sum{
			x: dy, y: dx, from: lattice{dy.At(0, 0, 0, 0), dy.Pitch(), Block}, to: out,
			rows: rows, cols: cols, add: add, chains: f.chains,
			weights: p.turned[f.at*filled(p.In):], terms: len(f.taps) * filled(p.Out),
		}
		s.columns(p.table, from, to)
	}
}

// clearLattice sets the pixels of a lattice to zeros: no tap leads from them.
func clearLattice(m Maps, l lattice, rows, cols, from, to int) {
	for image := range m.Images {
		for block := from / Block; block < to/Block; block++ {
			at := image*m.Image() + block*m.Plane() + l.first
			for r := range rows {
				for c := range cols {
					clear(m.Data[at+r*l.row+c*l.pixel:][:Block])
				}
			}
		}
	}
}

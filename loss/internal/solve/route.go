package solve

// A route is the decision which engine solves a problem, and how. It is made once,
// by what the rule can do and by the problem's shape, and handed down.
type route struct {
	engine engine
	// Of the rows:
	sparse bool // only what is kept takes part in the products
	listed bool // and there is no row of all similarities
	// asGiven says that the engine reads the candidates where they lie and brings them
	// to unit length, or checks that they are, itself.
	asGiven bool
}

type engine int

const (
	byRows engine = iota
	byTiles
	byOnce
	byLinear
)

// choose is the route of a problem.
func (s *Solver) choose() route {
	p := &s.problem
	if _, nearest := s.rule.(Nearest); nearest && p.Frozen && !s.keep.hard() {
		s.keep.K = 1 // all that counts, and whatever ties with it: most of the products are left out
	}
	switch {
	case p.Frozen && p.excludesAlone() && s.fitsOnce():
		return route{engine: byOnce, asGiven: true}
	case p.lists():
		return s.chooseRows(p)
	case s.isLinear():
		return route{engine: byLinear}
	case !p.Frozen && s.fitsTiles():
		return route{engine: byTiles}
	case p.Frozen && s.fitsOnce():
		return route{engine: byOnce, asGiven: true}
	}
	return s.chooseRows(p)
}

// isLinear tells whether sums of rows are enough.
func (s *Solver) isLinear() bool {
	_, linear := s.rule.(Linear)
	return linear && !s.keep.Drop && !s.keep.hard()
}

// fitsTiles tells whether tiles of similarities are enough for the rule and the
// selection. At a low temperature each direction has a shift of its own, for which
// there is no way with limits, with two sums or with positives by class.
func (s *Solver) fitsTiles() bool {
	switch r := s.rule.(type) {
	case Summed:
		_, classed := r.(Classed)
		_, pools := r.(Pooled)
		e := r.Exponents(s.tau)
		return !e.cold() || !pools && !classed && e.Beta[1] == 0 && !s.keep.Drop && !s.keep.hard()
	case Logistic, Nearest:
		return true
	}
	return false
}

// fitsOnce tells whether one reading of the candidates is enough.
func (s *Solver) fitsOnce() bool {
	if s.keep.hard() {
		return false // the K-th largest is known when all have been read
	}
	switch r := s.rule.(type) {
	case Summed:
		_, classed := r.(Classed)
		return !classed && !r.Exponents(s.tau).cold()
	case Logistic:
		return true
	}
	return false
}

// chooseRows is the route of a problem that takes whole rows.
func (s *Solver) chooseRows(p *Problem) route {
	n := p.candidates()
	// What is kept is listed by anchors. A candidate's gradient would have to gather its
	// terms from the lists of all anchors, so that candidates with gradients get dense
	// products.
	sparse := p.Frozen && p.Extra.rows() == 0 && s.keep.hard() && sparseShare*s.keep.count(n) <= n
	// Masks would have to be applied before anything is the K-th hardest.
	listed := sparse && !s.classed() && !s.keep.masks() && n >= listedLeast
	return route{sparse: sparse, listed: listed, asGiven: listed && p.Candidates.inPlace(p.Unit)}
}

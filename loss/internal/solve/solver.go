package solve

import (
	"context"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
)

// The matrices of a problem.
const (
	anchorRows = iota
	candidateRows
	extraRows
)

// A Solver solves problems on buffers that it keeps: a second problem of the
// same shape allocates nothing on one thread. The zero value is ready. It serves one
// call at a time and must not be copied.
type Solver struct {
	ctx     context.Context
	threads int
	budget  int64
	rule    Rule
	keep    Selection
	tau     float64 // in force
	problem Problem
	route   route

	units      [3]unitRows
	gradients  [3]gradient
	directions [2]direction
	stretches  stretches

	classes      classes   // where the rule or the selection looks at classes
	positiveRows unitRows  // by anchors, of candidates without a gradient
	similarities []float32 // to them

	losses    []float64
	positives []float64 // similarities, or the weights that a rule makes of them
	weights   []float64 // positives, if they are weights

	tiles  tiles
	once   once
	linear linear
	rows   rows
}

// ErrNoAnchors is what [Solver.Solve] returns where all anchors are skipped.
var ErrNoAnchors = errors.New("every anchor is skipped: the selection leaves it no negative, or its class no positive")

// Options are what does not change the result.
type Options struct {
	Threads int
	Budget  int64 // of bytes for tiles; 0: 256 MiB, less than 0: none
	// Rows solves by whole rows what could be solved otherwise: tests compare.
	Rows bool
}

// Solve computes a loss and its gradients.
func (s *Solver) Solve(ctx context.Context, o Options, rule Rule, keep Selection, p *Problem) (Result, error) {
	s.ctx, s.threads, s.budget = ctx, max(1, o.Threads), o.Budget
	s.rule, s.keep, s.tau, s.weights = rule, keep, rule.Tau(), nil
	s.problem = *p
	if err := s.takeInputs(); err != nil {
		return Result{}, err
	}
	if err := s.takePositives(); err != nil {
		return Result{}, err
	}
	if s.route = s.choose(); o.Rows {
		s.route = s.chooseRows(p)
	}
	if err := s.takeFrozen(); err != nil {
		return Result{}, err
	}
	if s.classed() || keep.OtherClass {
		s.classes.take(p.Labels)
		if err := s.checkLonely(); err != nil {
			return Result{}, err
		}
	}
	directions := s.arrange()
	if err := s.checkNegatives(directions); err != nil {
		return Result{}, err
	}
	if err := s.solve(directions); err != nil {
		return Result{}, err
	}
	return s.result(directions)
}

// takeInputs brings the rows of the inputs to unit length. Of candidates that have no
// gradient, which may be very many, it takes the anchors' positives alone.
func (s *Solver) takeInputs() error {
	p := &s.problem
	for i, in := range []*Input{&p.Anchors, &p.Candidates, &p.Extra} {
		if in.rows() == 0 || i == candidateRows && p.Frozen {
			continue
		}
		if err := s.stretches.take(s.threads, p.Unit, &s.units[i], in); err != nil {
			return err
		}
	}
	if p.Frozen {
		return s.takePositiveRows()
	}
	return nil
}

// takeFrozen brings candidates without a gradient to unit length, unless the engine
// reads them where they lie.
func (s *Solver) takeFrozen() error {
	p := &s.problem
	switch {
	case !p.Frozen:
		return nil
	case s.route.asGiven:
		s.units[candidateRows].General = p.Candidates.Parts[0].General
		return nil
	}
	return s.stretches.take(s.threads, p.Unit, &s.units[candidateRows], &p.Candidates)
}

// arrange makes the directions of a problem, and gradients of zeros.
func (s *Solver) arrange() []direction {
	p := &s.problem
	a, c := &s.units[anchorRows], &s.units[candidateRows]
	d := direction{index: p.Index, offset: p.Offset, self: p.self(), toAnchors: s.zero(anchorRows)}
	switch {
	case d.self:
		c, d.toPartners = a, d.toAnchors
	case !p.Frozen:
		d.toPartners = s.zero(candidateRows)
	}
	d.anchors, d.candidates = a.General, c.General
	d.positives, d.excluded = p.Positives, p.Excluded
	if p.Last > 0 {
		d.first, d.anchors = p.First, matrix.Rows(a.General, p.First, p.Last)
	}
	s.directions[0], s.directions[1] = d, d
	back := &s.directions[1]
	back.anchors, back.candidates, back.toAnchors, back.toPartners = d.candidates, d.anchors, d.toPartners, d.toAnchors
	if p.Both {
		back.positives, back.excluded = p.Positives.turned(c.Rows), p.Excluded.turned(c.Rows)
	}
	s.directions[0].extra = s.takeExtra()
	directions := s.directions[:1]
	if p.Both {
		directions = s.directions[:2]
	}
	m := d.anchors.Rows
	s.losses = matrix.Grow(s.losses, m*len(directions))
	for i := range directions {
		directions[i].losses = s.losses[i*m : (i+1)*m]
		directions[i].weight = 1 / float64(len(s.losses))
	}
	return directions
}

// zero returns the gradient of a matrix, all zeros. Those of sides have none yet where
// tiles are to put them there.
func (s *Solver) zero(i int) *gradient {
	u, g := &s.units[i], &s.gradients[i]
	if s.route.engine == byTiles && (i != extraRows || s.problem.Shared) {
		g.lay(u.Rows, u.Cols, longSum)
	} else {
		g.reset(u.Rows, u.Cols, longSum)
	}
	return g
}

// checkNegatives returns an error unless there are the negatives that the rule and the
// selection want.
func (s *Solver) checkNegatives(directions []direction) error {
	for i := range directions {
		if d := &directions[i]; d.negatives() < 1 && s.needsNegatives() {
			return fmt.Errorf("the anchors have no negatives (%d candidates each)", d.candidates.Rows)
		}
	}
	d := &directions[0]
	if s.keep.K > d.negatives() {
		return fmt.Errorf("topk = %d exceeds the %d negatives of each anchor", s.keep.K, d.negatives())
	}
	return nil
}

// checkLonely returns an error that names an anchor without a positive, where none may
// be skipped: its list is empty, or rows have no pairs and no other one is of its class.
func (s *Solver) checkLonely() error {
	rule, classed := s.rule.(Classed)
	p := &s.problem
	if !classed || rule.SkipLonely() {
		return nil
	}
	if p.Positives.given() {
		return p.Positives.checkEmpty()
	}
	if !p.self() || p.Offset > 0 {
		return nil
	}
	for i, class := range s.classes.of {
		if s.classes.sizes[class] == 1 {
			return fmt.Errorf("anchor %d has no positive: no other row has its label %d", i, p.Labels[i])
		}
	}
	return nil
}

// classed tells whether positives are found by class.
func (s *Solver) classed() bool {
	_, classed := s.rule.(Classed)
	return classed
}

// needsNegatives tells whether an anchor without negatives has no loss.
func (s *Solver) needsNegatives() bool {
	_, logistic := s.rule.(Logistic)
	return !logistic && !s.classed()
}

// pools tells whether the sums of all anchors decide together.
func (s *Solver) pools() bool {
	_, pools := s.rule.(Pooled)
	return pools
}

// solve fills the directions' losses and adds to their gradients.
func (s *Solver) solve(directions []direction) error {
	switch s.route.engine {
	case byTiles:
		return s.tiles.solve(s, directions)
	case byOnce:
		return s.once.solve(s, &directions[0])
	case byLinear:
		return s.linear.solve(s, directions)
	}
	return s.rows.solve(s, directions)
}

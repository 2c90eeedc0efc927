package tune

import (
	"context"

	"github.com/abc86604/temper/nn/adapt"
)

// Adapters are the entrants of a race of heads on frozen embeddings, of candidates of one
// [adapt.Trainer] in the order of the race's temperatures: its epochs are passes over the
// judgements, and the score is the most that queries left out have gained so far, with the
// standard error of that. They advance one after the other, on the trainer's threads: leave
// the race's Side alone. A training whose numbers run away is out.
func Adapters(candidates []*adapt.Candidate) (entrants []Entrant) {
	for _, c := range candidates {
		entrants = append(entrants, candidate{c})
	}
	return entrants
}

type candidate struct{ *adapt.Candidate }

// Advance advances the candidate, whose threads its trainer has set.
func (c candidate) Advance(ctx context.Context, _, passes int) (Score, error) {
	best, err := c.Candidate.Advance(ctx, passes)
	switch {
	case err == nil:
		return Score{best.Gain, best.Error}, nil
	case ctx.Err() != nil:
		return Score{}, context.Cause(ctx)
	}
	return Score{}, &OutError{err} // the data has been checked: it is the training's
}

package tune

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/abc86604/temper/kernels/parallel"
)

// An Entrant is a training at one temperature.
type Entrant interface {
	// Advance trains on until so many epochs are complete since the start, unless they are
	// already, on so many threads, and returns what held-out data says then. An [OutError]
	// puts the entrant out of the race, any other error ends it.
	Advance(ctx context.Context, threads, epochs int) (Score, error)
}

// A Score is what held-out data says of an entrant: the more the better.
type Score struct {
	Value float64 `json:"score"`
	Error float64 `json:"standard_error"`
}

// An OutError is why an entrant is out, though the race goes on without it: its numbers ran
// away, for instance.
type OutError struct{ Reason error }

func (e *OutError) Error() string { return e.Reason.Error() }

func (e *OutError) Unwrap() error { return e.Reason }

// A Race of temperatures. All that it has found stands in Rounds and Tracks: one that was
// kept as JSON and read again goes on where it stopped.
type Race struct {
	Rounds []Round `json:"rounds"`
	Tracks []Track `json:"taus"` // of the temperatures, ascending

	Threads int `json:"-"` // of all entrants together; 0 or 1: one
	Side    int `json:"-"` // entrants that advance side by side, where there are threads; 0 or 1: one
	// Looked, unless nil, is called after each look, of which the track has the result, by
	// one goroutine at a time: the race can be kept then. An error of it ends the race.
	Looked func(Track) error `json:"-"`

	mutex sync.Mutex // of Tracks, where several advance
}

// A Track is what became of one temperature.
type Track struct {
	Tau   float64 `json:"tau"`
	Looks []Look  `json:"looks"`
	Out   string  `json:"out,omitempty"` // why it is out, though it was not dropped
}

// A Look is the score after so many epochs.
type Look struct {
	Epochs int `json:"epochs"`
	Score
}

// New returns a race of temperatures, in any order, to so many epochs. None, or one that
// comes twice, is an error.
func New(taus []float64, epochs int) (*Race, error) {
	if len(taus) == 0 {
		return nil, errors.New("no temperatures to race")
	}
	taus = slices.Sorted(slices.Values(taus))
	r := &Race{Rounds: Rounds(len(taus), epochs)}
	for i, tau := range taus {
		if i > 0 && tau == taus[i-1] {
			return nil, fmt.Errorf("temperature %v is listed twice", tau)
		}
		r.Tracks = append(r.Tracks, Track{Tau: tau, Looks: []Look{}})
	}
	return r, nil
}

// Taus are the temperatures, ascending.
func (r *Race) Taus() (taus []float64) {
	for _, t := range r.Tracks {
		taus = append(taus, t.Tau)
	}
	return taus
}

// Run races to the end, with the entrant of each track; what has been looked at already is
// known. Of equal scores that of the lower temperature counts as the better. If all that are
// left go out, the best of those that were dropped last takes their place. The error is the
// first of an entrant or of Looked, or why ctx ended; called again it goes on.
func (r *Race) Run(ctx context.Context, entrants []Entrant) (Advice, error) {
	if len(entrants) != len(r.Tracks) {
		panic(fmt.Sprintf("tune: Run: %d entrants for %d temperatures", len(entrants), len(r.Tracks)))
	}
	var field, dropped []int // the best first, of those dropped the last ones
	for i := range r.Tracks {
		field = append(field, i)
	}
	for _, round := range r.Rounds {
		for {
			if err := r.advance(ctx, entrants, field, round.Epochs); err != nil {
				return Advice{}, err
			}
			if field = r.ranked(field, round.Epochs); len(field) > 0 {
				break
			}
			if len(dropped) == 0 {
				return Advice{}, fmt.Errorf("no temperature is left: at %v %s", r.Tracks[0].Tau, r.Tracks[0].Out)
			}
			field, dropped = dropped[:1:1], dropped[1:]
		}
		keep := min(round.Keep, len(field))
		dropped = slices.Concat(field[keep:], dropped)
		field = field[:keep]
	}
	return r.advice(field[0]), nil
}

// advance has all in the field complete so many epochs.
func (r *Race) advance(ctx context.Context, entrants []Entrant, field []int, epochs int) error {
	side := max(1, min(r.Side, r.Threads, len(field)))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parallel.For(side, len(field), func(i int) {
		if ctx.Err() != nil {
			return
		}
		if err := r.look(ctx, entrants[field[i]], &r.Tracks[field[i]], max(1, r.Threads/side), epochs); err != nil {
			cancel(err)
		}
	})
	return context.Cause(ctx)
}

// look has one entrant complete so many epochs, unless it is known what comes of it.
func (r *Race) look(ctx context.Context, e Entrant, t *Track, threads, epochs int) error {
	if _, known := t.At(epochs); known || t.Out != "" {
		return nil
	}
	score, err := e.Advance(ctx, threads, epochs)
	out := (*OutError)(nil)
	if err != nil && !errors.As(err, &out) {
		return err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if out != nil {
		t.Out = out.Error()
	} else {
		t.Looks = append(t.Looks, Look{epochs, score})
	}
	if r.Looked == nil {
		return nil
	}
	return r.Looked(*t)
}

// At returns the look after so many epochs, if there was one.
func (t Track) At(epochs int) (Look, bool) {
	for _, l := range t.Looks {
		if l.Epochs == epochs {
			return l, true
		}
	}
	return Look{}, false
}

// ranked are those of a field that have a score after so many epochs, the best first.
func (r *Race) ranked(field []int, epochs int) (best []int) {
	score := func(i int) float64 {
		look, _ := r.Tracks[i].At(epochs)
		return look.Value
	}
	for _, i := range field {
		if _, ok := r.Tracks[i].At(epochs); ok {
			best = append(best, i)
		}
	}
	slices.SortFunc(best, func(a, b int) int { return cmp.Or(cmp.Compare(score(b), score(a)), cmp.Compare(a, b)) })
	return best
}

// Trained is how many epochs have been trained so far, of all entrants together, as far as
// they have been looked at.
func (r *Race) Trained() (epochs int) {
	for _, t := range r.Tracks {
		if n := len(t.Looks); n > 0 {
			epochs += t.Looks[n-1].Epochs
		}
	}
	return epochs
}

// Planned is how many epochs the whole race trains, of all entrants together, if none goes
// out.
func (r *Race) Planned() (epochs int) {
	n, before := len(r.Tracks), 0
	for _, round := range r.Rounds {
		epochs += n * (round.Epochs - before)
		n, before = round.Keep, round.Epochs
	}
	return epochs
}

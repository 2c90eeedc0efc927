package tune

import "math"

// Edge says at which end of the temperatures that were raced one lies.
type Edge string

// The ends.
const (
	Within  Edge = ""
	Lowest  Edge = "lowest"
	Highest Edge = "highest"
)

// An Advice is what a race that is over says.
type Advice struct {
	Tau   float64 `json:"tau"` // the best
	Score         // of it at the end
	// Next is the temperature that came second: the best other one at the last look that
	// was at both, after so many Epochs, when the best was ahead by Difference. Its standard
	// error is Spread, as if the two scores were independent; they are of the same data,
	// which makes it smaller: a difference beyond two of it is no luck. Nil of a
	// race that nobody else came so far in.
	Next *Next `json:"next,omitempty"`
	// Edge is where the best lies among those raced: at an end a better one may lie beyond.
	Edge Edge `json:"edge,omitempty"`
}

// A Next is the temperature that came second.
type Next struct {
	Tau        float64 `json:"tau"`
	Epochs     int     `json:"epochs"`         // at the last look at both
	Difference float64 `json:"difference"`     // of the best's score there and its own
	Spread     float64 `json:"standard_error"` // of the difference
}

// advice is what a race says that one has won.
func (r *Race) advice(best int) Advice {
	look, _ := r.Tracks[best].At(r.Rounds[len(r.Rounds)-1].Epochs)
	return Advice{r.Tracks[best].Tau, look.Score, r.next(best), r.edge(best)}
}

// next is who came second to the best. Who went out did not.
func (r *Race) next(best int) *Next {
	var others []int
	for i, t := range r.Tracks {
		if i != best && t.Out == "" {
			others = append(others, i)
		}
	}
	for i := len(r.Rounds) - 1; i >= 0; i-- {
		epochs := r.Rounds[i].Epochs
		its, ok := r.Tracks[best].At(epochs)
		second := r.ranked(others, epochs)
		if !ok || len(second) == 0 {
			continue
		}
		look, _ := r.Tracks[second[0]].At(epochs)
		return &Next{r.Tracks[second[0]].Tau, epochs, its.Value - look.Value, math.Hypot(its.Error, look.Error)}
	}
	return nil
}

func (r *Race) edge(i int) Edge {
	switch {
	case len(r.Tracks) == 1:
		return Within
	case i == 0:
		return Lowest
	case i == len(r.Tracks)-1:
		return Highest
	}
	return Within
}

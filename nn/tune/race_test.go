package tune

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A curve is an entrant that has been trained before: its scores after each epoch. It goes
// out after so many epochs; 0: never.
type curve struct {
	scores []float64
	out    int
	asked  []int // the epochs that it was asked for
	err    error // in place of a score
}

func (c *curve) Advance(ctx context.Context, threads, epochs int) (Score, error) {
	c.asked = append(c.asked, epochs)
	switch {
	case ctx.Err() != nil:
		return Score{}, ctx.Err()
	case c.err != nil:
		return Score{}, c.err
	case c.out > 0 && epochs >= c.out:
		return Score{}, &OutError{errors.New("ran away")}
	}
	return Score{c.scores[epochs-1], 0.01}, nil
}

// steady is the curve of an entrant that scores the same all along.
func steady(score float64) *curve { return &curve{scores: slices.Repeat([]float64{score}, 8)} }

func newRace(t *testing.T, taus ...float64) *Race {
	t.Helper()
	r, err := New(taus, 8)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func entrantsOf(curves []*curve) (all []Entrant) {
	for _, c := range curves {
		all = append(all, c)
	}
	return all
}

func TestRace(t *testing.T) {
	for name, c := range map[string]struct {
		curves []*curve
		asked  [][]int
		advice Advice
	}{
		"the best at each look goes on": {
			[]*curve{steady(0.25), {scores: []float64{.625, .625, .625, .625, .625, .625, .625, .75}}, steady(0.5), steady(0.125)},
			[][]int{{2}, {2, 4, 8}, {2, 4}, {2}},
			Advice{2, Score{0.75, 0.01}, &Next{3, 4, 0.625 - 0.5, math.Hypot(0.01, 0.01)}, Within},
		},
		"a late one is dropped": {
			[]*curve{steady(0.25), {scores: []float64{0, 0, 1, 1, 1, 1, 1, 1}}, steady(0.5), steady(0.125)},
			[][]int{{2, 4}, {2}, {2, 4, 8}, {2}},
			Advice{3, Score{0.5, 0.01}, &Next{1, 4, 0.5 - 0.25, math.Hypot(0.01, 0.01)}, Within},
		},
		"of equal ones the lower": {
			[]*curve{steady(0.0625), steady(0.5), steady(0.5), steady(0.5)},
			[][]int{{2}, {2, 4, 8}, {2, 4}, {2}},
			Advice{2, Score{0.5, 0.01}, &Next{3, 4, 0, math.Hypot(0.01, 0.01)}, Within},
		},
		"alone": {[]*curve{steady(0.25)}, [][]int{{8}}, Advice{1, Score{0.25, 0.01}, nil, Within}},
		"the lowest wins": {
			[]*curve{steady(0.25), steady(0.125)},
			[][]int{{4, 8}, {4}},
			Advice{1, Score{0.25, 0.01}, &Next{2, 4, 0.25 - 0.125, math.Hypot(0.01, 0.01)}, Lowest},
		},
		"the highest wins": {
			[]*curve{steady(0.25), steady(0.5)},
			[][]int{{4}, {4, 8}},
			Advice{2, Score{0.5, 0.01}, &Next{1, 4, 0.5 - 0.25, math.Hypot(0.01, 0.01)}, Highest},
		},
		"one out at once": {
			[]*curve{{out: 1}, steady(0.25), steady(0.5), steady(0.125)},
			[][]int{{2}, {2, 4}, {2, 4, 8}, {2}},
			Advice{3, Score{0.5, 0.01}, &Next{2, 4, 0.5 - 0.25, math.Hypot(0.01, 0.01)}, Within},
		},
		"out in the lead, the next best takes over": {
			[]*curve{{scores: steady(0.9375).scores, out: 5}, steady(0.25), steady(0.5), steady(0.125)},
			[][]int{{2, 4, 8}, {2}, {2, 4, 8}, {2}},
			Advice{3, Score{0.5, 0.01}, &Next{2, 2, 0.5 - 0.25, math.Hypot(0.01, 0.01)}, Within},
		},
		"two out, one of those dropped first takes over": {
			[]*curve{{scores: steady(0.9375).scores, out: 3}, steady(0.25), {scores: steady(0.875).scores, out: 4}, steady(0.125)},
			[][]int{{2, 4}, {2, 4, 8}, {2, 4}, {2}},
			Advice{2, Score{0.25, 0.01}, &Next{4, 2, 0.25 - 0.125, math.Hypot(0.01, 0.01)}, Within},
		},
	} {
		var taus []float64
		for i := range c.curves {
			taus = append(taus, float64(len(c.curves)-i)) // New sorts them
		}
		for _, side := range []int{1, 3} {
			r := newRace(t, taus...)
			r.Side, r.Threads = side, 3
			for i := range c.curves {
				c.curves[i].asked = nil
			}
			advice, err := r.Run(t.Context(), entrantsOf(c.curves))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if !reflect.DeepEqual(advice, c.advice) {
				t.Errorf("%s: %+v (%+v), want %+v (%+v)", name, advice, advice.Next, c.advice, c.advice.Next)
			}
			for i := range c.curves {
				if !slices.Equal(c.curves[i].asked, c.asked[i]) {
					t.Errorf("%s: %v was asked for %v, want %v", name, r.Tracks[i].Tau, c.curves[i].asked, c.asked[i])
				}
			}
		}
	}
}

// A race without anybody says why the first went out.
func TestNobodyIsLeft(t *testing.T) {
	r := newRace(t, 0.5, 0.1)
	if _, err := r.Run(t.Context(), []Entrant{&curve{out: 1}, &curve{out: 1}}); err == nil || err.Error() != "no temperature is left: at 0.1 ran away" {
		t.Errorf("error %v", err)
	}
}

// Stopped after any look, by a context, an error or a process that dies, a race that was
// kept goes on to the same end, and asks nobody again for what it knows.
func TestRaceGoesOn(t *testing.T) {
	curves := func() []*curve {
		return []*curve{{scores: steady(0.9).scores, out: 3}, steady(0.3), steady(0.4), steady(0.2), {out: 1}}
	}
	whole := newRace(t, 1, 2, 3, 4, 5)
	looks := 0
	whole.Looked = func(Track) error { looks++; return nil }
	want, err := whole.Run(t.Context(), entrantsOf(curves()))
	if err != nil {
		t.Fatal(err)
	}
	for stop := range looks {
		for _, side := range []int{1, 2} {
			r, kept, full := newRace(t, 1, 2, 3, 4, 5), []byte(nil), errors.New("full")
			keep := func() {
				if kept, err = json.Marshal(r); err != nil {
					t.Fatal(err)
				}
			}
			keep()
			left := stop
			r.Threads, r.Side = 2, side
			r.Looked = func(Track) error {
				if left--; left < 0 {
					return full
				}
				keep()
				return nil
			}
			if _, err := r.Run(t.Context(), entrantsOf(curves())); err != full {
				t.Fatalf("stopped after %d looks: %v", stop, err)
			}
			again := &Race{}
			if err := json.Unmarshal(kept, again); err != nil {
				t.Fatal(err)
			}
			more := 0
			again.Looked = func(Track) error { more++; return nil }
			got, err := again.Run(t.Context(), entrantsOf(curves()))
			if err != nil || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(again.Tracks, whole.Tracks) || more != looks-stop {
				t.Errorf("stopped after %d looks: %+v, %v, with %d more of %d", stop, got, err, more, looks)
			}
		}
	}
}

// An error of an entrant is the race's, and a context's is its cause.
func TestRaceFails(t *testing.T) {
	broken := errors.New("disk full")
	r := newRace(t, 1, 2, 3)
	if _, err := r.Run(t.Context(), entrantsOf([]*curve{steady(1), {err: broken}, steady(1)})); err != broken {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	entrants := []*curve{steady(1), steady(1), steady(1)}
	if _, err := newRace(t, 1, 2, 3).Run(ctx, entrantsOf(entrants)); err != broken || entrants[0].asked != nil {
		t.Errorf("error %v, asked for %v", err, entrants[0].asked)
	}
}

func TestNewRefuses(t *testing.T) {
	for want, taus := range map[string][]float64{"no temperatures": nil, "temperature 0.2 is listed twice": {0.2, 0.1, 0.2}} {
		if _, err := New(taus, 5); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v", taus, err)
		}
	}
}

func TestTrained(t *testing.T) {
	r := newRace(t, 1, 2, 3, 4)
	if _, err := r.Run(t.Context(), entrantsOf([]*curve{steady(1), steady(2), steady(3), {out: 1}})); err != nil {
		t.Fatal(err)
	}
	if got := r.Trained(); got != 2+4+8 || r.Planned() != 16 {
		t.Errorf("%d epochs of %d", got, r.Planned())
	}
}

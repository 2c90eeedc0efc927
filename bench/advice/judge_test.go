package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// curves is a run of trainings at rising temperatures, 0.1, 0.2, ..., by their curves over
// eight epochs and their scores.
func curves(data string, seed uint64, scores []float64, curves ...[]float64) *Run {
	r := &Run{Data: data, Seed: seed}
	for i, score := range scores {
		t := &Training{Tau: float64(i+1) / 10, Scores: map[string]float64{kNN: score}}
		for e := range 8 {
			t.Epochs = append(t.Epochs, e+1)
			if curves == nil {
				t.Curve = append(t.Curve, score)
			} else {
				t.Curve = append(t.Curve, curves[i][e])
			}
		}
		r.put(t)
	}
	return r
}

func TestRace(t *testing.T) {
	late := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9}
	soon := []float64{0.2, 0.3, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4}
	flat := []float64{0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3}
	for _, c := range []struct {
		name   string
		curves [][]float64
		first  int
		want   float64
		cost   float64
	}{
		{"one", [][]float64{flat}, 8, 0.1, 1},
		{"of equal ones the lower", [][]float64{flat, flat, flat}, 8, 0.1, 3./8 + 2./8 + 1.0/4 + 1.0/2},
		{"too soon for the best", [][]float64{soon, flat, late}, 8, 0.1, 3./8 + 2./8 + 3./4},
		{"late enough", [][]float64{soon, flat, late}, 2, 0.3, 3./2 + 2./2},
		{"to the end", [][]float64{soon, late, flat}, 1, 0.2, 3},
	} {
		r := curves("some", 1, make([]float64, len(c.curves)), c.curves...)
		if got := race(r, c.first, byTrained); got != c.want {
			t.Errorf("%s: %v wins, want %v", c.name, got, c.want)
		}
		if got := cost(r, c.first); math.Abs(got-c.cost) > 1e-12 {
			t.Errorf("%s: costs %v trainings, want %v", c.name, got, c.cost)
		}
	}
}

// Races by training images go by what those say.
func TestRaceByTrained(t *testing.T) {
	r := curves("some", 1, []float64{0.1, 0.2})
	r.Trainings[0].Voted = []float64{9, 9, 9, 9, 9, 9, 9, 9}
	if a, b := race(r, 8, byThemselves), race(r, 8, byTrained); a != 0.2 || b != 0.1 {
		t.Errorf("%v and %v win, want 0.2 and 0.1", a, b)
	}
}

// A race that looks between two epochs takes what was measured before.
func TestRaceBetweenMeasurements(t *testing.T) {
	training := &Training{Epochs: []int{1, 2, 4, 8}, Curve: []float64{0.1, 0.2, 0.4, 0.8}}
	for epochs, want := range map[int]float64{1: 0.1, 3: 0.2, 4: 0.4, 7: 0.4, 8: 0.8} {
		if got := training.after(epochs, byThemselves); got != want {
			t.Errorf("after %d epochs %v, want %v", epochs, got, want)
		}
	}
}

// two has two sets of data: with the first 0.2 is best, with the second 0.3, which the one
// seed of it says; snapshots have the deviations 0.2 and 0.3.
func two() *Results {
	r := &Results{Fine: fineTaus(), Runs: []*Run{
		curves("a", 1, []float64{0.40, 0.50, 0.30}), curves("b", 1, []float64{0.10, 0.20, 0.90}), curves("a", 2, []float64{0.48, 0.50, 0.30}),
	}}
	for _, run := range r.Runs {
		_, run.Given = normal(map[string]float64{"a": 0.2, "b": 0.3}[run.Data])
	}
	return r
}

func TestJudge(t *testing.T) {
	r := two()
	columns := r.columns()
	if len(columns) != 2 || columns[0] != (column{"a", kNN}) || columns[1] != (column{"b", kNN}) {
		t.Fatalf("columns %v", columns)
	}
	low := judge(r, columns, always(0.01)) // the nearest is 0.1: it loses 10, 2 and 80 points
	near(t, "mean of a", low.regrets[0].mean, 6)
	near(t, "deviation of a", low.regrets[0].deviation, math.Sqrt(32))
	near(t, "mean of b", low.regrets[1].mean, 80)
	near(t, "worst", low.worst(), 80)
	if low.stays() {
		t.Error("a rule that loses 80 points stays")
	}
	by := map[string]verdict{}
	for _, j := range verdicts(r, columns) {
		by[j.name+", "+j.place] = j
	}
	if j := by["1 of the deviation of similarities, given"]; !j.stays() || j.worst() != 0 {
		t.Errorf("the constant that is never wrong was not chosen: %v", by)
	}
	if j := by["known afterwards, test items"]; j.worst() != 0 {
		t.Errorf("%+v", j)
	}
	if _, there := by["H grows fastest, untrained"]; there {
		t.Error("a rule stands there that advises nothing")
	}
	if j := by["always 0.2, nothing"]; j.stays() {
		t.Errorf("%+v", j)
	}
}

// With data a and b that ask for other constants, a constant that stays on both is of no use
// on one of them when it was chosen by the other alone.
func TestBlind(t *testing.T) {
	r := two()
	for _, run := range r.Runs {
		run.Given.Deviation = map[string]float64{"a": 0.2, "b": 0.6}[run.Data] // 0.5 of both will do
	}
	r.Runs[0].Trainings[0].Scores[kNN], r.Runs[2].Trainings[0].Scores[kNN] = 0.5, 0.5
	columns := r.columns()
	for _, v := range verdicts(r, columns) {
		if v.name != "0.5 of the deviation of similarities" {
			continue
		}
		// By a alone 0.1 is as good as any, and asks for 0.06 on b, where 0.3 is right.
		if !v.stays() || v.blind.stays() {
			t.Errorf("%+v", v)
		}
		return
	}
	t.Error("0.5 of the deviation was not chosen")
}

// Who loses three points on average, by two more or less, stays; by half a point it does not.
func TestStays(t *testing.T) {
	for _, c := range []struct {
		regrets []regret
		want    bool
	}{
		{[]regret{{true, 3, 2}}, true},
		{[]regret{{true, 3, 0.5}}, false},
		{[]regret{{true, 0, 0}, {true, 2, 0}}, true},
		{[]regret{{true, 0, 0}, {true, 9, 1}}, false},
		{[]regret{{true, 1, 0}, {}}, true},
	} {
		if got := (judgement{regrets: c.regrets}).stays(); got != c.want {
			t.Errorf("%v: %v", c.regrets, got)
		}
	}
}

// A run that is under way, with two of its three trainings, is passed over.
func TestReport(t *testing.T) {
	var out bytes.Buffer
	r := two()
	r.Runs = append(r.Runs, &Run{Data: "c", Seed: 1}, curves("b", 2, []float64{0.7, 0.8}))
	if err := report(&out, r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"seeds  2             1", "0.2    50.0 ± 0.0 *  20.0 ± 0.0", "0.1    44.0 ± 5.7    10.0 ± 0.0",
		"always 0.07 ", "0.1  6.0 ± 5.7   0.1  80.0 ± 0.0  80.0   no     80.0   no", "race from E/8, 1.4 trainings", "all to the end, 3.0 trainings",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if err := report(&out, &Results{Runs: []*Run{{Data: "c"}}}); err == nil {
		t.Error("no error where there is nothing to report")
	}
}

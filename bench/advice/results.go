package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

// Results are all that was recorded: what rules advise, and how good that is, follows from
// them without any training.
type Results struct {
	Fine []float64 `json:"fine"` // the temperatures of every Snapshot
	Runs []*Run    `json:"runs"`
}

// A Run is all trainings on one set of data with one seed.
type Run struct {
	Data      string      `json:"data"`
	Seed      uint64      `json:"seed"`
	Given     *Snapshot   `json:"given,omitempty"`     // pixels, or vectors as they are
	Untrained *Snapshot   `json:"untrained,omitempty"` // by the encoder before its first step
	Trainings []*Training `json:"trainings"`           // by rising temperature
}

// A Training is one at a temperature, to its end.
type Training struct {
	Tau    float64   `json:"tau"`
	Epochs []int     `json:"epochs"` // after which the curves were measured
	Curve  []float64 `json:"curve"`  // of held-out items: kNN of each by the others, gain of queries
	// Voted is kNN of the held-out items by training items; nil of what is no image.
	Voted []float64 `json:"voted,omitempty"`
	// Scores are those of the test items at the end, in [0, 1], by the measures of the data.
	Scores map[string]float64 `json:"scores"`
	Early  *Snapshot          `json:"early,omitempty"` // after an eighth, at the reference temperatures
}

// at returns the training at a temperature, nil if there is none.
func (r *Run) at(tau float64) *Training {
	for _, t := range r.Trainings {
		if t.Tau == tau {
			return t
		}
	}
	return nil
}

// put adds a training where it belongs.
func (r *Run) put(t *Training) {
	r.Trainings = append(r.Trainings, t)
	slices.SortFunc(r.Trainings, func(a, b *Training) int {
		if a.Tau < b.Tau {
			return -1
		}
		return 1
	})
}

// run returns the run of some data and a seed, which it adds where there is none.
func (r *Results) run(data string, seed uint64) *Run {
	for _, one := range r.Runs {
		if one.Data == data && one.Seed == seed {
			return one
		}
	}
	one := &Run{Data: data, Seed: seed}
	r.Runs = append(r.Runs, one)
	return one
}

// readResults reads a file of results.
func readResults(path string) (*Results, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := &Results{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// write replaces a file of results in one step.
func (r *Results) write(path string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return atomicfile.Replace(path, 0o666, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// rounded is x to so many decimals, as much as is known of it.
func rounded(x float64, decimals int) float64 {
	scale := 1.0
	for range decimals {
		scale *= 10
	}
	return math.Round(float64(x*scale)) / scale
}

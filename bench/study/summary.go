package study

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// A Summary is what the seeds of a cell have in common.
type Summary struct {
	Cell
	Seeds  int  // trainings that gave a result; 0: all failed, or none has ended
	Failed bool // one of them failed
	// The measures' means over the seeds and their standard deviations, which are NaN
	// with one seed alone.
	Mean, Deviation *Measured
	Seconds         float64 // of a training and its measuring, the mean
}

// Measured is the numbers of Measures.
type Measured struct {
	Uniformity, Tolerance, Alignment float64
	KNN, Linear                      float64 // shares, in [0, 1]
	Loss                             float64 // of the last epoch; NaN of floors
}

// Summaries are those of the cells that have ended, in the order of the table.
func (r *Results) Summaries() (all []Summary) {
	for _, first := range r.Rows {
		if first.Seed != r.Settings.Seed {
			continue
		}
		all = append(all, r.summary(first.Cell))
	}
	return all
}

// summary is that of a cell.
func (r *Results) summary(c Cell) Summary {
	s := Summary{Cell: c}
	var values [6][]float64
	var seconds []float64
	for _, row := range r.Rows {
		switch {
		case row.Cell != c:
		case row.Measures == nil:
			s.Failed = true
		default:
			seconds = append(seconds, row.Seconds)
			for i, v := range row.values() {
				values[i] = append(values[i], v)
			}
		}
	}
	if s.Seeds = len(seconds); s.Seeds == 0 {
		return s
	}
	var mean, deviation [6]float64
	for i, v := range values {
		mean[i], deviation[i] = stat.MeanStdDev(v, nil)
	}
	s.Mean, s.Deviation, s.Seconds = measuredOf(mean), measuredOf(deviation), stat.Mean(seconds, nil)
	return s
}

// values are the numbers of a row's measures.
func (r Row) values() [6]float64 {
	m, final := r.Measures, math.NaN()
	if r.LossFinal != nil {
		final = *r.LossFinal
	}
	return [6]float64{m.Uniformity, m.Tolerance, m.Alignment, m.KNN, m.Linear, final}
}

func measuredOf(v [6]float64) *Measured {
	return &Measured{Uniformity: v[0], Tolerance: v[1], Alignment: v[2], KNN: v[3], Linear: v[4], Loss: v[5]}
}

package suite

import (
	"context"
	"time"

	"github.com/abc86604/temper/kernels"
)

// StepBudget is the budget of training steps.
var StepBudget = Budget{Runs: 5, Pairs: 5, Row: 2 * time.Second}

// A TrainingReport says how fast training steps are.
type TrainingReport struct {
	CPU         string       `json:"cpu"`
	Ceiling     float64      `json:"ceiling_gflops"` // of one core, on the instruction set in use
	CeilingGain float64      `json:"ceiling_gain"`   // how many times that several cores reach together
	Threads     int          `json:"threads"`        // which are so many
	Results     []StepResult `json:"results"`
}

// A StepResult is a row of it.
type StepResult struct {
	Name                string  `json:"name"`
	ISA                 string  `json:"isa"`
	Threads             int     `json:"threads"`
	Shape               string  `json:"shape"`
	Seconds             float64 `json:"seconds"`         // of the fastest step
	SecondsMedian       float64 `json:"seconds_median"`  // of the median one
	RowsPerSecond       float64 `json:"rows_per_second"` // by Seconds
	RowsPerSecondMedian float64 `json:"rows_per_second_median"`
	// Shares of what the loop of multiply-adds in registers reaches on as many
	// cores, by Seconds: the operations that the encoder's products execute, and
	// those that the direct algorithm would, which faster ones take above 1.
	ShareExecuted float64 `json:"share_executed"`
	ShareDirect   float64 `json:"share_direct"`
	// Gain is how many times as fast as on one thread the step is, the median of
	// pairs, and GainOfCeiling the same as a part of what the loop gains: nil on
	// one thread.
	Gain          *float64 `json:"gain"`
	GainOfCeiling *float64 `json:"gain_of_ceiling"`
}

// RunTraining measures steps on one thread and on several, and calls begin, when
// the ceiling is known, and each with every row; both may be nil.
func RunTraining(ctx context.Context, steps []StepShape, seed uint64, threads int, b Budget, begin func(TrainingReport), each func(StepResult)) (TrainingReport, error) {
	r := TrainingReport{CPU: kernels.CPU(), CeilingGain: 1, Threads: threads, Results: []StepResult{}}
	if err := r.measureCeiling(ctx, b); err != nil {
		return r, err
	}
	if begin != nil {
		begin(r)
	}
	for _, s := range steps {
		for _, t := range atThreads(threads) {
			result, err := r.measureStep(ctx, s, seed, t, b)
			if err != nil {
				return r, err
			}
			r.Results = append(r.Results, result)
			if each != nil {
				each(result)
			}
		}
	}
	return r, nil
}

// measureCeiling sets the ceiling of one core and what several gain, on runs that
// are no more than those of b.
func (r *TrainingReport) measureCeiling(ctx context.Context, b Budget) error {
	loop := loopBudget
	loop.Runs, loop.Pairs = min(loop.Runs, 4*b.Runs), min(loop.Pairs, 4*b.Pairs)
	one, err := Measure(ctx, Ceiling(kernels.Active()), loop, 0)
	if err != nil {
		return err
	}
	r.Ceiling = one.Rate
	if r.Threads > 1 {
		all, err := Measure(ctx, loops(r.Threads), loop, 0)
		if err != nil {
			return err
		}
		r.CeilingGain = float64(r.Threads) * all.Peers[oneThread]
	}
	return nil
}

func (r *TrainingReport) measureStep(ctx context.Context, s StepShape, seed uint64, threads int, b Budget) (StepResult, error) {
	c, step, err := s.makeCase(ctx, seed, threads)
	if err != nil {
		return StepResult{}, err
	}
	m, err := Measure(ctx, c, b, 0)
	if err != nil {
		return StepResult{}, err
	}
	ops := step.Encoder.Operations()
	rows, ceiling := float64(s.Rows), 1e9*r.Ceiling
	result := StepResult{
		Name: m.Name, ISA: m.ISA, Threads: threads, Shape: m.Shape,
		Seconds: m.Seconds, SecondsMedian: m.SecondsMedian,
		RowsPerSecond: rows / m.Seconds, RowsPerSecondMedian: rows / m.SecondsMedian,
	}
	if threads > 1 {
		gain := m.Peers[oneThread]
		part := gain / r.CeilingGain
		result.Gain, result.GainOfCeiling = &gain, &part
		ceiling *= r.CeilingGain
	}
	result.ShareExecuted = rows * ops.Executed / m.Seconds / ceiling
	result.ShareDirect = rows * ops.Step / m.Seconds / ceiling
	return result, nil
}

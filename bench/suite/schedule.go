package suite

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
)

// RecordBudget is the budget of recordings for a schedule.
var RecordBudget = Budget{Runs: 4, Row: time.Second}

// A Schedule predicts how much faster work is on more cores than there are: every
// task of every section is timed on one core, and they are laid on workers as
// package parallel would, which wakes them and waits for them. Cores that share
// caches, memory or power slow each other down, and of that it knows nothing: it is
// a prediction without contention, and says what the grids are good for.
type Schedule struct {
	CPU   string    `json:"cpu"`
	ISA   string    `json:"isa"`
	Kind  string    `json:"kind"`  // what kind of prediction it is
	Costs CostsOf   `json:"costs"` // of each section
	Loads []LoadRow `json:"loads"`
	// Sections are those of each load on each number of workers, in order.
	Sections []SectionRow `json:"sections"`
	// PredictedSpeedup says for each load and number of workers how many times as
	// fast as on one it is.
	PredictedSpeedup map[string]map[string]float64 `json:"predicted_speedup"`
}

// CostsOf are seconds that pass beside a section's tasks, measured on two cores:
// for each worker that the section is given to, from there to its first task, and
// from the last task's end to the caller's going on. Workers sleep where the caller
// has worked alone for some time.
type CostsOf struct {
	GiveAwake  float64 `json:"give_awake"`
	WakeAwake  float64 `json:"wake_awake"`
	JoinAwake  float64 `json:"join_awake"`
	GiveAsleep float64 `json:"give_asleep"`
	WakeAsleep float64 `json:"wake_asleep"`
	JoinAsleep float64 `json:"join_asleep"`
}

// A LoadRow is what one load takes on a number of workers.
type LoadRow struct {
	Name    string  `json:"name"`
	Shape   string  `json:"shape"`
	Workers int     `json:"workers"`
	Seconds float64 `json:"seconds"` // predicted; on one worker measured
	Serial  float64 `json:"serial"`  // share of the time on one worker that lies between sections
	Speedup float64 `json:"speedup"`
}

// A SectionRow is one section of a load.
type SectionRow struct {
	Load    string  `json:"load"`
	Workers int     `json:"workers"`
	Name    string  `json:"name"` // its callers, the nearest first
	Tasks   int     `json:"tasks"`
	Seconds float64 `json:"seconds"` // of all tasks on one core
	Share   float64 `json:"share"`   // of the load's time on one core
	Idle    float64 `json:"idle"`    // share of the workers' time in which they have no task
}

// A Load is work to record. Prepare makes it for a number of threads.
type Load struct {
	Name, Shape string
	Prepare     func(threads int) (func(ctx context.Context) error, error)
}

// RunSchedule records the loads and predicts what they take on each number of
// workers. It calls each, unless it is nil, with every load's rows as they are done.
func RunSchedule(ctx context.Context, loads []Load, workers []int, b Budget, each func(LoadRow, []SectionRow)) (Schedule, error) {
	h := measureHandovers(50 * b.Runs)
	s := Schedule{
		CPU: kernels.CPU(), ISA: kernels.Active().Name(), Kind: "a prediction without contention", Costs: costsOf(h),
		PredictedSpeedup: map[string]map[string]float64{},
	}
	for _, l := range loads {
		one, err := l.record(ctx, 1, b)
		if err != nil {
			return s, err
		}
		_, alone := one.on(1, h)
		s.PredictedSpeedup[l.Name] = map[string]float64{}
		for _, n := range workers {
			r := one
			if n > 1 {
				if r, err = l.record(ctx, n, b); err != nil {
					return s, err
				}
			}
			row, sections := l.predict(r, n, h, alone)
			s.Loads = append(s.Loads, row)
			s.Sections = append(s.Sections, sections...)
			s.PredictedSpeedup[l.Name][strconv.Itoa(n)] = row.Speedup
			if each != nil {
				each(row, sections)
			}
		}
	}
	return s, nil
}

// record times the load's tasks, made for the given number of threads, on one core:
// each task's fastest time counts.
func (l Load) record(ctx context.Context, threads int, b Budget) (recording, error) {
	run, err := l.Prepare(threads)
	if err == nil {
		err = run(ctx) // the first run is slow: buffers grow, caches are cold
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.Name, err)
	}
	var best recording
	start := time.Now()
	for i := 0; i < b.Runs || time.Since(start) < b.Row; i++ {
		runtime.GC() // not within
		r := recordingOf(parallel.Record(func() { err = run(ctx) }))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.Name, err)
		}
		if best == nil {
			best = r
		}
		if !best.like(r) {
			return nil, fmt.Errorf("%s: its sections differ from one run to the next", l.Name)
		}
		best.quicken(r)
	}
	return best, nil
}

// predict lays a recording on workers; alone is what the load takes on one.
func (l Load) predict(r recording, workers int, h handovers, alone time.Duration) (LoadRow, []SectionRow) {
	each, total := r.on(workers, h)
	_, own := r.on(1, h)
	row := LoadRow{
		Name: l.Name, Shape: l.Shape, Workers: workers, Seconds: total.Seconds(),
		Serial: r.alone().Seconds() / own.Seconds(), Speedup: alone.Seconds() / total.Seconds(),
	}
	var sections []SectionRow
	for i, s := range r[:len(r)-1] {
		busy := sum(s.Tasks).Seconds()
		idle := 0.0
		if each[i] > 0 {
			idle = 1 - busy/(float64(workers)*each[i].Seconds())
		}
		sections = append(sections, SectionRow{
			Load: l.Name, Workers: workers, Name: strings.Join(s.Callers[:min(3, len(s.Callers))], " < "), Tasks: len(s.Tasks),
			Seconds: busy, Share: busy / own.Seconds(), Idle: idle,
		})
	}
	return row, sections
}

func costsOf(h handovers) CostsOf {
	return CostsOf{
		h.awake.give.Seconds(), h.awake.wake.Seconds(), h.awake.join.Seconds(),
		h.asleep.give.Seconds(), h.asleep.wake.Seconds(), h.asleep.join.Seconds(),
	}
}

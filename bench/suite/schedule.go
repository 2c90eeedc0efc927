package suite

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
)

// RecordBudget is the budget of recordings for a schedule.
var RecordBudget = Budget{Runs: 12, Row: 12 * time.Second}

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

// A Load is something to record. Prepare makes it ready.
type Load struct {
	Name, Shape string
	Prepare     func() (Work, error)
}

// Work does what is recorded on a number of threads.
type Work func(ctx context.Context, threads int) error

// RunSchedule records the loads and predicts what they take on each number of
// workers. It calls each, unless it is nil, with every load's rows as they are done.
func RunSchedule(ctx context.Context, loads []Load, workers []int, b Budget, each func(LoadRow, []SectionRow)) (Schedule, error) {
	h := measureHandovers(50 * b.Runs)
	s := Schedule{
		CPU: kernels.CPU(), ISA: kernels.Active().Name(), Kind: "a prediction without contention", Costs: costsOf(h),
		PredictedSpeedup: map[string]map[string]float64{},
	}
	for _, l := range loads {
		recorded, err := l.record(ctx, append([]int{1}, workers...), b)
		if err != nil {
			return s, fmt.Errorf("%s: %w", l.Name, err)
		}
		_, alone := recorded[0].on(1, h)
		s.PredictedSpeedup[l.Name] = map[string]float64{}
		for i, n := range workers {
			row, sections := l.predict(recorded[1+i], n, h, alone)
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

// record times the load's tasks on one core, as they are made for each of the given
// numbers of threads, which take turns: whatever else the machine does slows all
// alike. Each task's fastest time counts.
func (l Load) record(ctx context.Context, threads []int, b Budget) ([]recording, error) {
	work, err := l.Prepare()
	if err != nil {
		return nil, err
	}
	best := make([]recording, len(threads))
	start := time.Now()
	for i := -1; i < b.Runs || time.Since(start) < b.Row; i++ {
		for k, n := range threads {
			r := recordingOf(parallel.Record(func() { err = work(ctx, n) }))
			if err != nil {
				return nil, err
			}
			switch {
			case i < 0: // the first run is slow: buffers grow, caches are cold
			case best[k] == nil:
				best[k] = r
			case !best[k].like(r):
				return nil, errors.New("its sections differ from one run to the next")
			default:
				best[k].quicken(r)
			}
		}
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

package suite

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/parallel"
)

const us = time.Microsecond

// section is one whose tasks meet at nothing.
func section(threads int, before time.Duration, tasks ...time.Duration) parallel.Section {
	return parallel.Section{Threads: threads, Before: before, Tasks: tasks, Meets: make([][]parallel.Meet, len(tasks))}
}

// took is what the section takes on workers whose handover is the same at all times.
func took(s parallel.Section, workers int, h handover) time.Duration {
	_, total := recording{s}.on(workers, handovers{h, h})
	return total
}

// Workers begin one after the other, those asleep when one has woken the next; the
// caller sleeps where the others have more to do.
func TestBeginning(t *testing.T) {
	h := handovers{handover{us, 2 * us, 3 * us}, handover{10 * us, 20 * us, 30 * us}}
	c := crew{costs: h, now: 1000 * us, free: []time.Duration{0, 999 * us, 0, 0, 1040 * us}}
	c.begin(5)
	// given after 1, 11, 12 and 13 µs, to the third by the second
	if want := []time.Duration{1013 * us, 1003 * us, 1031 * us, 1041 * us, 1040 * us}; !slices.Equal(c.free, want) {
		t.Errorf("%v, want %v", c.free, want)
	}
	long := section(2, 0, 3*us, 100*us)
	if _, total := (recording{long}).on(2, h); total != (1+2+100+30)*us {
		t.Errorf("%v", total)
	}
}

// Three tasks of 10 µs on three workers meet at one thing in their last 5 µs, or
// all the time; a fourth meets nobody.
func TestSectionWithTurns(t *testing.T) {
	var thing atomic.Int32
	for at, want := range map[time.Duration]time.Duration{5 * us: 20 * us, 0: 30 * us} {
		meets := []parallel.Meet{{At: at, What: &thing}, {At: 10 * us, What: &thing, Pass: true}}
		s := section(3, 0, 10*us, 10*us, 10*us, 10*us)
		s.Meets = [][]parallel.Meet{meets, meets, meets, nil}
		if got := took(s, 3, handover{}); got != want {
			t.Errorf("from %v on: %v, want %v", at, got, want)
		}
	}
}

// Five tasks on two workers: 3 and 1, then 4 where 1 has ended, then 2 where 3 has.
func TestSectionOnWorkers(t *testing.T) {
	tasks := []time.Duration{3 * us, us, 4 * us, 2 * us, us}
	for _, c := range []struct {
		workers int
		handover
		want time.Duration
	}{
		{1, handover{}, 11 * us},
		{1, handover{us, us, us}, 11 * us}, // nobody else is there
		{2, handover{}, 6 * us},            // 3+2+1, 1+4
		{2, handover{0, 0, us}, 7 * us},
		{2, handover{0, 100 * us, 0}, 11 * us}, // the other one comes too late
		{2, handover{us, us, 0}, 7 * us},       // from 1: 3+2+1; from 2: 1+4
		{5, handover{}, 4 * us},
		{64, handover{}, 4 * us},
		{64, handover{us, 0, 0}, 7 * us}, // the third task begins when three have been given it
	} {
		if got := took(section(64, 0, tasks...), c.workers, c.handover); got != c.want {
			t.Errorf("%d workers, %v: %v, want %v", c.workers, c.handover, got, c.want)
		}
	}
	if got := took(section(4, 0), 4, handover{us, us, us}); got != 0 {
		t.Errorf("no tasks take %v", got)
	}
}

func TestRecordingOnWorkers(t *testing.T) {
	r := recordingOf(parallel.Recording{After: 3 * us, Sections: []parallel.Section{
		section(4, 2*us, 4*us, 4*us),
		section(1, us, us, us),
		section(4, 100*us, us, us),
	}})
	h := handovers{asleep: handover{give: 10 * us}}
	each, total := r.on(4, h)
	if !slices.Equal(each, []time.Duration{4 * us, 2 * us, 11 * us, 0}) || total != (106+4+2+11)*us {
		t.Errorf("%v, %v", each, total)
	}
	faster := recordingOf(parallel.Recording{After: us, Sections: []parallel.Section{
		section(4, 5*us, us, 9*us),
		section(1, 5*us, us, us),
		section(4, us, us, us),
	}})
	if !r.like(faster) || r.like(faster[1:]) {
		t.Error("the sequence of sections is not what tells recordings apart")
	}
	r.quicken(faster)
	if r[0].Tasks[0] != us || r[0].Tasks[1] != 4*us || r.alone() != (2+1+1+1)*us {
		t.Errorf("%v", r)
	}
}

func TestRunSchedule(t *testing.T) {
	loads := []Load{tinyStep.Load("step_resnet8", 1), draw{1}.inBatchLoad(256)}
	reported := 0
	s, err := RunSchedule(t.Context(), loads, []int{2, 16}, Budget{Runs: 1}, func(LoadRow, []SectionRow) { reported++ })
	if err != nil || reported != 4 || len(s.Loads) != 4 || s.Kind != "a prediction without contention" {
		t.Fatalf("%+v, %v", s.Loads, err)
	}
	for _, row := range s.Loads {
		if !(row.Seconds > 0 && row.Speedup > 0 && row.Serial > 0 && row.Serial < 1) {
			t.Errorf("%+v", row)
		}
	}
	for _, row := range s.Sections {
		if row.Name == "" || row.Tasks < 1 || !(row.Share >= 0 && row.Share < 1 && row.Idle > -1e-9 && row.Idle < 1) {
			t.Errorf("%+v", row)
		}
	}
	if p := s.PredictedSpeedup; len(p) != 2 || len(p["step_resnet8"]) != 2 || !(p["inbatch_256x128"]["16"] > 0) {
		t.Errorf("%v", p)
	}
}

func TestScheduleErrors(t *testing.T) {
	broken := errors.New("broken")
	sections := 0
	for name, c := range map[string]struct {
		load Load
		want error
	}{
		"prepare": {Load{Prepare: func() (Work, error) { return nil, broken }}, broken},
		"run": {Load{Prepare: func() (Work, error) {
			return func(context.Context, int) error { return broken }, nil
		}}, broken},
		"differs": {Load{Prepare: func() (Work, error) {
			return func(context.Context, int) error { sections++; parallel.For(1, sections, func(int) {}); return nil }, nil
		}}, nil},
	} {
		_, err := RunSchedule(t.Context(), []Load{c.load}, []int{2}, Budget{Runs: 2}, nil)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

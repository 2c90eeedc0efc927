package parallel

import (
	"slices"
	"testing"
	"time"
)

func TestRecord(t *testing.T) {
	var order []int
	r := Record(func() {
		work(2 * time.Millisecond)
		ForWorker(5, 3, func(worker, task int) {
			order = append(order, 10*worker+task)
			For(2, 2, func(int) { work(time.Millisecond) })
		})
		For(1, 1, func(int) {})
	})
	if !slices.Equal(order, []int{0, 1, 2}) {
		t.Errorf("workers and tasks %v", order)
	}
	if len(r.Sections) != 2 {
		t.Fatalf("%+v", r)
	}
	first, second := r.Sections[0], r.Sections[1]
	if first.Threads != 5 || len(first.Tasks) != 3 || first.Before < 2*time.Millisecond || slices.Min(first.Tasks) < 2*time.Millisecond {
		t.Errorf("%+v", first)
	}
	if second.Threads != 1 || len(second.Tasks) != 1 || r.After < 0 {
		t.Errorf("%+v", second)
	}
	for _, s := range r.Sections {
		if s.Callers[0] != "parallel.TestRecord" || len(s.Callers) > 8 {
			t.Errorf("callers %v", s.Callers)
		}
	}
	if recorder.Load() != nil {
		t.Error("the recording goes on")
	}
}

func TestRecordEndsWithAPanic(t *testing.T) {
	func() {
		defer func() { recover() }()
		Record(func() { For(2, 2, func(int) { panic("task") }) })
	}()
	if r := Record(func() { For(2, 2, func(int) {}) }); len(r.Sections) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestTrimmed(t *testing.T) {
	for function, want := range map[string]string{
		"example.org/a/b/nn.(*conv).forward":         "nn.conv.forward",
		"example.org/a/nn.(*conv).forward.func1":     "nn.conv.forward",
		"example.org/a/nn.turn.func1.2":              "nn.turn",
		"example.org/a/nn.(*conv).forward-fm":        "nn.conv.forward",
		"example.org/a/nn.eachChunk.gowrap1":         "nn.eachChunk",
		"example.org/a/nn.(*Encoder).Forward-range1": "nn.Encoder.Forward",
		"main.main": "main.main",
	} {
		if got := trimmed(function); got != want {
			t.Errorf("%s: %s, want %s", function, got, want)
		}
	}
}

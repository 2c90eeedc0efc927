package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/abc86604/temper/nn/eval"
	"github.com/spf13/cobra"
)

// logged returns a report that goes into a log, and the clock that it looks at.
func logged(c common) (p *progress, log *bytes.Buffer, clock *time.Time) {
	log, clock = new(bytes.Buffer), new(time.Time)
	cmd := &cobra.Command{}
	cmd.SetErr(log)
	p = newProgress(cmd, c)
	*clock = p.begun
	p.now = func() time.Time { return *clock }
	return p, log, clock
}

// A log gets a line a minute at most, with --json too.
func TestProgressOfALog(t *testing.T) {
	for _, c := range []common{{}, {json: true}} {
		p, log, clock := logged(c)
		for step := range 40 { // of 7 seconds: 280 seconds
			*clock = clock.Add(7 * time.Second)
			p.expect(8000)
			p.add(100, fmt.Sprintf("epoch %d", step/10+1))
		}
		want := "epoch 1: 900 of 8000 items, 14.3 items/s, about 8m17s left\n" + // after 63 seconds
			"epoch 2: 1800 of 8000 items, 14.3 items/s, about 7m14s left\n" +
			"epoch 3: 2700 of 8000 items, 14.3 items/s, about 6m11s left\n" +
			"epoch 4: 3600 of 8000 items, 14.3 items/s, about 5m8s left\n"
		if log.String() != want {
			t.Errorf("%+v: got\n%swant\n%s", c, log, want)
		}
	}
}

// Long steps each have a line, and epochs have theirs beside.
func TestProgressOfLongSteps(t *testing.T) {
	p, log, clock := logged(common{})
	p.expect(30)
	for epoch := range 3 {
		*clock = clock.Add(90 * time.Minute)
		p.add(10, "step")
		p.line("epoch %d", epoch+1)
	}
	want := "step: 10 of 30 items, 0.00185 items/s, about 3h0m0s left\nepoch 1\n" +
		"step: 20 of 30 items, 0.00185 items/s, about 1h30m0s left\nepoch 2\n" +
		"step: 30 of 30 items, 0.00185 items/s, about 0s left\nepoch 3\n"
	if log.String() != want {
		t.Errorf("got\n%swant\n%s", log, want)
	}
	p.add(10, "more than expected") // soon after
	*clock = clock.Add(time.Minute)
	p.add(10, "late")
	if got := log.String(); !strings.HasSuffix(got, "late: 50 of 30 items, 0.00308 items/s, about 0s left\n") || strings.Contains(got, "more than") {
		t.Error(got)
	}
}

// A log hears of measurements once a minute, beside images too, and a terminal has a bar
// for each.
func TestProgressOfMeasurements(t *testing.T) {
	p, log, clock := logged(common{})
	for i := range 30 { // of 7 seconds: 210 seconds
		*clock = clock.Add(7 * time.Second)
		p.measure(eval.Progress{Work: "kNN", Unit: "queries", Done: i + 1, Total: 40})
	}
	if want := "kNN: 9 of 40 queries\nkNN: 18 of 40 queries\nkNN: 27 of 40 queries\n"; log.String() != want {
		t.Errorf("got\n%swant\n%s", log, want)
	}

	p, log, clock = logged(common{})
	p.terminal = true
	for _, work := range []string{"uniformity", "kNN", "kNN"} {
		*clock = clock.Add(2 * time.Second)
		p.measure(eval.Progress{Work: work, Unit: "parts", Done: 3, Total: 10})
		p.line("after %s", work)
		if want := work + ": 3 of 10 parts"; p.title != want || p.bar.Current() != 3 {
			t.Errorf("the bar says %q at %d, want %q at 3", p.title, p.bar.Current(), want)
		}
	}
	p.clear()
	if got := log.String(); !strings.Contains(got, "after uniformity\n") || !strings.Contains(got, "after kNN\n") {
		t.Errorf("on a terminal: %q", got) // bars draw themselves when they like; lines come in any case
	}
	p, log, clock = logged(common{})
	p.terminal = true
	p.expect(50)
	p.measure(eval.Progress{Work: "kNN", Unit: "parts", Done: 5, Total: 10})
	*clock = clock.Add(time.Second)
	p.add(25, "step")
	p.line("half")
	if p.bar.Current() != 25 {
		t.Errorf("the bar is at %d of 50", p.bar.Current())
	}
	p.add(25, "step")
	p.line("all")
	p.clear()
	if got := log.String(); !strings.Contains(got, "half\n") || !strings.Contains(got, "all\n") || p.title != "step" || p.pace(*clock) != "50 items/s, about 0s left" {
		t.Errorf("beside images: %q, %s, %s", got, p.title, p.pace(*clock))
	}
}

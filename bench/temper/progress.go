package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"

	"github.com/abc86604/temper/nn/eval"
)

// progress reports on long work, on images or of measurements, on standard error: lines
// always; on a terminal a bar below them with throughput and time left, and anywhere else
// a line a minute with both.
type progress struct {
	out      io.Writer
	terminal bool
	now      func() time.Time

	bars  *bars // nil: none
	bar   *mpb.Bar
	mutex sync.Mutex // of what the bar's words say

	total, done int       // items
	title       string    // what the work is at
	begun, said time.Time // when the work began, and when a line last told how far it is

	work  string    // the measurement that the bar is of, "" of one of images
	since time.Time // when it became that
}

// everyMinute is how often a log learns how far the work is.
const everyMinute = time.Minute

// newProgress returns a report on work that begins now. It will have a bar only on a
// terminal and without --json.
func newProgress(cmd *cobra.Command, c common) *progress {
	p := &progress{out: cmd.ErrOrStderr(), now: time.Now}
	p.terminal = isTerminal(p.out) && !c.json
	p.begun = p.now()
	p.said = p.begun
	return p
}

// expect says how many items the work will see. Whoever says it again has no other
// number.
func (p *progress) expect(items int) {
	if p.total > 0 {
		return
	}
	p.total = items
	if p.terminal {
		p.newBar(items, func() string { return p.title + ", " + p.pace(p.now()) })
	}
}

// newBar puts a bar up to total in the place of the one that there is.
func (p *progress) newBar(total int, words func() string) {
	p.clear()
	p.bars = newBars(p.out, &p.mutex)
	p.bar = p.bars.add(total, 0, words)
}

// add says that the work has seen so many items more, and what it is at.
func (p *progress) add(items int, title string) {
	if p.bars != nil {
		p.mutex.Lock()
		p.done, p.title = p.done+items, title
		p.mutex.Unlock()
		p.bar.IncrBy(items)
		return
	}
	p.done += items
	if now := p.now(); p.due(now) {
		p.line("%s: %s", title, p.standing(now))
	}
}

// due tells whether a log is to learn how far the work is.
func (p *progress) due(now time.Time) bool {
	if now.Sub(p.said) < everyMinute {
		return false
	}
	p.said = now
	return true
}

// measure says how far a measurement is: on a terminal in a bar of its own, but beside
// images in the words of theirs. Of measurements that go on side by side the bar shows
// now one, now the other.
func (p *progress) measure(e eval.Progress) {
	now := p.now()
	switch {
	case !p.terminal:
		if p.due(now) {
			p.line("%v", e)
		}
		return
	case p.total == 0 && p.work != e.Work:
		if p.bars != nil && now.Sub(p.since) < time.Second {
			return
		}
		p.work, p.since, p.title = e.Work, now, e.String()
		p.newBar(e.Total, func() string { return p.title })
	}
	p.say(e.String())
	if p.total == 0 {
		p.bar.SetCurrent(int64(e.Done))
	}
}

// say gives the bar its words.
func (p *progress) say(title string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.title = title
}

// standing says how far the work is, how fast it was so far, and how long the rest will
// take at that rate.
func (p *progress) standing(now time.Time) string {
	return fmt.Sprintf("%d of %d items, %s", p.done, p.total, p.pace(now))
}

func (p *progress) pace(now time.Time) string {
	perSecond := float64(p.done) / now.Sub(p.begun).Seconds()
	left := time.Duration(float64(max(0, p.total-p.done)) / perSecond * float64(time.Second))
	return fmt.Sprintf("%s items/s, about %v left", rate(perSecond), left.Round(time.Second))
}

// line prints a line, above the bar.
func (p *progress) line(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); p.bars != nil {
		p.bars.line(text)
	} else {
		fmt.Fprintln(p.out, text)
	}
}

// clear takes the bar off the screen.
func (p *progress) clear() {
	if p.bars != nil {
		p.bars.close()
		p.bars = nil
	}
}

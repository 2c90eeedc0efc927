package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/abc86604/temper/nn/eval"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// progress reports on long work, on images or of measurements, on standard error: lines
// always; on a terminal a bar below them with throughput and time left, and anywhere else
// a line a minute with both.
type progress struct {
	out      io.Writer
	terminal bool
	bar      *progressbar.ProgressBar // nil: none
	now      func() time.Time

	total, done int       // items
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
	if file, ok := p.out.(*os.File); ok && !c.json {
		p.terminal = term.IsTerminal(int(file.Fd()))
	}
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
		p.newBar(items, progressbar.OptionShowIts(), progressbar.OptionSetItsString("items"))
	}
}

// newBar puts a bar up to total in the place of the one that there is.
func (p *progress) newBar(total int, more ...progressbar.Option) {
	p.clear()
	p.bar = progressbar.NewOptions(total, append([]progressbar.Option{
		progressbar.OptionSetWriter(p.out),
		progressbar.OptionSetWidth(24),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionClearOnFinish(),
	}, more...)...)
}

// add says that the work has seen so many items more, and what it is at.
func (p *progress) add(items int, title string) {
	p.done += items
	if p.bar != nil {
		p.bar.Describe(title)
		p.bar.Add(items)
		return
	}
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
	case p.total > 0:
		p.bar.Describe(e.String())
		return
	case p.work != e.Work:
		if p.bar != nil && now.Sub(p.since) < time.Second {
			return
		}
		p.work, p.since = e.Work, now
		p.newBar(e.Total)
	}
	p.bar.Describe(e.String())
	p.bar.Set(e.Done)
}

// standing says how far the work is, how fast it was so far, and how long the rest will
// take at that rate.
func (p *progress) standing(now time.Time) string {
	perSecond := float64(p.done) / now.Sub(p.begun).Seconds()
	left := time.Duration(float64(max(0, p.total-p.done)) / perSecond * float64(time.Second))
	return fmt.Sprintf("%d of %d items, %s items/s, about %v left", p.done, p.total, rate(perSecond), left.Round(time.Second))
}

// line prints a line above the bar.
func (p *progress) line(format string, args ...any) {
	p.clear()
	fmt.Fprintf(p.out, format+"\n", args...)
}

// clear takes the bar off the screen until it moves again.
func (p *progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

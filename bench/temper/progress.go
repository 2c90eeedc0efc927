package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// progress reports on long work on standard error: lines always, and on a
// terminal a bar below them with throughput and time left.
type progress struct {
	out      io.Writer
	terminal bool
	bar      *progressbar.ProgressBar // nil: none
}

// newProgress returns a report. It will have a bar only on a terminal and
// without --json.
func newProgress(cmd *cobra.Command, c common) *progress {
	p := &progress{out: cmd.ErrOrStderr()}
	if file, ok := p.out.(*os.File); ok && !c.json {
		p.terminal = term.IsTerminal(int(file.Fd()))
	}
	return p
}

// expect starts the bar, over the number of images that the work will see.
func (p *progress) expect(images int) {
	if !p.terminal {
		return
	}
	p.bar = progressbar.NewOptions(images,
		progressbar.OptionSetWriter(p.out),
		progressbar.OptionSetWidth(24),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("images"),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

// add moves the bar on by a number of images, under a new title.
func (p *progress) add(images int, title string) {
	if p.bar != nil {
		p.bar.Describe(title)
		p.bar.Add(images)
	}
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

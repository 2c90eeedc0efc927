package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// bars are progress bars on a terminal, one below the other, and lines above them. They
// draw themselves at any time, and ask for their words with the mutex.
type bars struct {
	mutex  *sync.Mutex
	screen *mpb.Progress
	all    []*mpb.Bar
}

// isTerminal tells whether there is a screen to draw on.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

func newBars(out io.Writer, mutex *sync.Mutex) *bars {
	return &bars{mutex: mutex, screen: mpb.New(mpb.WithOutput(out), mpb.WithWidth(78), mpb.ForceAutoRefresh())}
}

// add adds a bar up to total, with words before it that are asked for whenever it is drawn.
// Of several bars the one of the highest rank stands lowest.
func (b *bars) add(total, rank int, words func() string) *mpb.Bar {
	say := func(decor.Statistics) string {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		return fmt.Sprintf("%-52.52s ", words())
	}
	bar := b.screen.AddBar(0, mpb.BarPriority(rank), mpb.PrependDecorators(decor.Any(say)))
	bar.SetTotal(int64(total), false) // one that is full stays: when all are complete no line is printed any more
	b.all = append(b.all, bar)
	return bar
}

// line prints a line above the bars.
func (b *bars) line(text string) { fmt.Fprintln(b.screen, text) }

// close takes all bars off the screen.
func (b *bars) close() {
	for _, bar := range b.all {
		bar.Abort(true)
	}
	b.screen.Wait()
}

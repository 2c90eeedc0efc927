package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/page"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// studyProgress reports on a study, on standard error: a line for each cell that has ended;
// on a terminal below them a bar of the whole study, with the time left, and one for each
// cell under way; anywhere else a line a minute.
type studyProgress struct {
	out   io.Writer
	study *study.Study
	now   func() time.Time

	bars  *bars // nil: none
	whole *mpb.Bar

	mutex       sync.Mutex // of what follows
	cells       map[string]*studyCell
	begun, said time.Time
	left        int // cells that were to be done when the work began
	ended       int // since then
}

// studyCell is a cell under way.
type studyCell struct {
	bar   *mpb.Bar
	doing string
	part  float64 // of all that it takes
}

const (
	trainingPart = 0.85 // of a cell's time, roughly: the time left is an estimate anyway
	enoughDone   = 0.3  // of a cell, to make one
	perMille     = 1000 // a bar counts thousandths of a cell
)

// newStudyProgress returns a report on a study that begins now. It has bars only on a
// terminal and without --json.
func newStudyProgress(cmd *cobra.Command, c common, s *study.Study) *studyProgress {
	p := &studyProgress{out: cmd.ErrOrStderr(), study: s, now: time.Now, cells: map[string]*studyCell{}, left: s.Left()}
	p.begun = p.now()
	p.said = p.begun
	if isTerminal(p.out) && !c.json {
		p.bars = newBars(p.out, &p.mutex)
		p.whole = p.bars.add(perMille*p.left, 1, p.standing)
	}
	s.Step, s.Measuring, s.End = p.step, p.measuring, p.end
	return p
}

// step is told of a step of a cell's training.
func (p *studyProgress) step(name string, s train.Step) {
	epochs := p.study.Settings.Epochs
	part := (float64(s.Epoch-1) + float64(s.Batch)/float64(s.Batches)) / float64(epochs)
	p.at(name, fmt.Sprintf("epoch %d of %d", s.Epoch, epochs), trainingPart*part)
}

// measuring is told how far the measuring of a cell is. A floor is measured and no more.
func (p *studyProgress) measuring(name string, e eval.Progress) {
	before := trainingPart
	if name == study.Pixels || strings.HasPrefix(name, study.Random) {
		before = 0
	}
	p.at(name, e.String(), before+(1-before)*partMeasured(e))
}

// partMeasured is the part of a cell's measuring that is done: most of its time is the probe's.
func partMeasured(e eval.Progress) float64 {
	part := float64(e.Done) / float64(max(1, e.Total))
	switch e.Work {
	case "uniformity":
		return 0.1 * part
	case "kNN":
		return 0.1 + 0.3*part
	}
	return 0.4 + 0.6*part
}

// at says what a cell is at, and how much of it is done: never less than was before.
func (p *studyProgress) at(name, doing string, part float64) {
	p.mutex.Lock()
	c := p.cells[name]
	if c == nil {
		c = &studyCell{}
		p.cells[name] = c
	}
	c.doing, c.part = doing, max(c.part, part)
	part, whole, now := c.part, p.done(), p.now()
	due := p.bars == nil && now.Sub(p.said) >= everyMinute
	text := p.standing()
	if due {
		p.said = now
		text += ": " + strings.Join(p.underWay(), "; ")
	}
	p.mutex.Unlock()
	switch {
	case due:
		fmt.Fprintln(p.out, text)
	case p.bars != nil:
		if c.bar == nil {
			c.bar = p.bars.add(perMille, 0, func() string { return name + ": " + c.doing })
		}
		c.bar.SetCurrent(int64(min(perMille-1, perMille*part)))
		p.whole.SetCurrent(int64(perMille * whole))
	}
}

// end is told of a cell that has ended.
func (p *studyProgress) end(name string, r study.Row) {
	p.mutex.Lock()
	c := p.cells[name]
	delete(p.cells, name)
	p.ended++
	standing := p.standing()
	p.mutex.Unlock()
	if c != nil && c.bar != nil {
		c.bar.Abort(true)
	}
	p.line(fmt.Sprintf("%s: %s: %s", standing, name, outcome(r)))
	if r.Train != "" {
		p.line("  the same weights: " + r.Train + " --out RUN")
	}
}

// outcome says in words what became of a cell.
func outcome(r study.Row) string {
	m := r.Measures
	if m == nil {
		return "failed: " + r.Error
	}
	return fmt.Sprintf("kNN %.2f %%, linear %.2f %%, −uniformity %.3f, tolerance %.3f, %.1f s", 100*m.KNN, 100*m.Linear, 0-m.Uniformity, m.Tolerance, r.Seconds)
}

// line prints a line, above the bars.
func (p *studyProgress) line(text string) {
	if p.bars != nil {
		p.bars.line(text)
	} else {
		fmt.Fprintln(p.out, text)
	}
}

// close takes the bars off the screen.
func (p *studyProgress) close() {
	if p.bars != nil {
		p.bars.close()
	}
}

// done is the number of cells that have been done since the work began, those under way in
// part.
func (p *studyProgress) done() float64 {
	done := float64(p.ended)
	for _, c := range p.cells {
		done += c.part
	}
	return done
}

// standing says how far the study is, and how long it will still take.
func (p *studyProgress) standing() string {
	total := p.study.Count()
	text := fmt.Sprintf("%d of %d cells", total-p.left+p.ended, total)
	if left, known := p.timeLeft(); known {
		text += fmt.Sprintf(", about %v left", left)
	}
	return text
}

// timeLeft is how long the study will still take if the rest goes like what is done; it is
// not known at the beginning, and none is at the end.
func (p *studyProgress) timeLeft() (left time.Duration, known bool) {
	done := p.done()
	rest := float64(p.left) - done
	if done < enoughDone || rest <= 0 {
		return 0, false
	}
	left = time.Duration(p.now().Sub(p.begun).Seconds() / done * rest * float64(time.Second))
	return left.Round(time.Second), true
}

// underWay says what the cells under way are at.
func (p *studyProgress) underWay() (all []string) {
	for name, c := range p.cells {
		all = append(all, name+" "+c.doing)
	}
	slices.Sort(all)
	return all
}

// live is how far the study is, as its page says it.
func (p *studyProgress) live() *page.Live {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	total := p.study.Count()
	left, _ := p.timeLeft()
	return &page.Live{Done: total - p.left + p.ended, Total: total, Left: left, UnderWay: p.underWay()}
}

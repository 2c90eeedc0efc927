package study

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/loss/analysis"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

const (
	mostShown  = 1000 // test images that a detail is taken from
	mostPoints = 24   // of a curve
)

// follower takes the points of a cell's curve while it is trained, and keeps them beside
// the run, so that a training that goes on has those of before.
type follower struct {
	path    string // "": nothing is kept
	epochs  int
	tau     float64 // 0: plays no part
	shown   data.Source
	threads int
	points  []Point
}

// curveFile is that of the points in the folder of a run.
const curveFile = "curve.json"

// follow returns a follower of a training, with the points that an earlier process took of
// it; those of epochs that are to be trained again go.
func (s *Study) follow(c Cell, t *train.Trainer) (*follower, error) {
	f := &follower{epochs: t.Epochs, tau: c.Tau, shown: s.shown(), threads: t.Threads}
	if t.Dir == "" {
		return f, nil
	}
	f.path = filepath.Join(t.Dir, curveFile)
	text, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	var points []Point
	if json.Unmarshal(text, &points) != nil { // damaged: the curve goes on without them
		return f, nil
	}
	for _, p := range points {
		if p.Epoch <= len(t.History()) {
			f.points = append(f.points, p)
		}
	}
	return f, nil
}

// due tells whether an epoch belongs to the curve.
func (f *follower) due(epoch int) bool {
	every := (f.epochs + mostPoints - 1) / mostPoints
	return epoch%every == 0 || epoch == 1 || epoch == f.epochs
}

// look takes the point of the last epoch of history, unless that is none of the curve's or has
// been taken.
func (f *follower) look(ctx context.Context, e *nn.Encoder, history []train.EpochStats) error {
	if len(history) == 0 || !f.due(len(history)) || f.has(len(history)) {
		return nil
	}
	last := history[len(history)-1]
	z, err := e.Embed(ctx, f.shown)
	if err != nil {
		return err
	}
	m, err := eval.Measure(ctx, f.threads, eval.Labelled{Rows: z.Embedding, Labels: data.Labels(f.shown)})
	if err != nil {
		return err
	}
	p := pointOf(last, m)
	if f.tau != 0 {
		spread, err := analysis.Analyze(ctx, f.threads, z.Embedding, nil, []float64{f.tau})
		if err != nil {
			return err
		}
		entropy := rounded(spread[0].Entropy)
		p.Entropy = &entropy
	}
	f.points = append(f.points, p)
	return f.keep()
}

func (f *follower) has(epoch int) bool {
	return len(f.points) > 0 && f.points[len(f.points)-1].Epoch >= epoch
}

// keep writes the points down.
func (f *follower) keep() error {
	if f.path == "" {
		return nil
	}
	text, err := json.Marshal(f.points)
	if err != nil {
		return err
	}
	return replace(f.path, text)
}

// curve is the points that were taken, and where none was, what the training itself
// measured of images that it held out.
func (f *follower) curve(history []train.EpochStats) (all []Point) {
	taken := map[int]Point{}
	for _, p := range f.points {
		taken[p.Epoch] = p
	}
	for _, e := range history {
		if p, ok := taken[e.Epoch]; ok {
			all = append(all, p)
		} else if f.due(e.Epoch) && e.Heldout != nil {
			all = append(all, pointOf(e, *e.Heldout))
		}
	}
	return all
}

func pointOf(e train.EpochStats, m eval.Measures) Point {
	p := Point{Epoch: e.Epoch, Loss: rounded(e.Loss), Uniformity: rounded(m.Uniformity)}
	if m.KNNScore != nil {
		p.KNN = rounded(m.Top1)
	}
	if m.Tolerance != nil {
		p.Tolerance = rounded(*m.Tolerance)
	}
	return p
}

// rounded keeps what a figure can show.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func roundedAll(xs []float64) []float64 {
	for i, x := range xs {
		xs[i] = rounded(x)
	}
	return xs
}

// shown are the test images that details are taken from.
func (s *Study) shown() data.Source { return data.Limit(s.test, mostShown) }

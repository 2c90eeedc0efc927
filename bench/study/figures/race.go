package figures

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/nn/tune"
)

// A Race is what a race of temperatures saw of each.
type Race struct {
	Epochs string  // what the horizontal axis counts
	Score  string  // what the vertical one shows, with its unit
	Scale  float64 // of the scores: 100 of shares in per cent
	Lines  []RaceLine
}

// A RaceLine is one temperature of a race, which rise from line to line: its scores, by rising epochs, and
// whether it won. One without any is not drawn.
type RaceLine struct {
	Tau  float64
	Seen []tune.Look
	Won  bool
}

// WriteRace draws the scores of a race against epochs into the folder dir, race.svg and
// race.png: a line for each temperature, which ends where it was dropped, and that of the
// winner broader than the others. Files of these names are replaced.
func WriteRace(dir string, r Race) error {
	fig := newFigure("A race of temperatures", r.Epochs, r.Score)
	var taus temperatures
	for _, l := range r.Lines {
		taus = append(taus, l.Tau)
	}
	for i, l := range r.Lines {
		if len(l.Seen) > 0 {
			fig.runner(l, taus.color(l.Tau), curveDashes[i%len(curveDashes)], r.Scale)
		}
	}
	fig.plot.X.Min = 0
	if err := (sheet{fig, fig.title, "", ""}).save(dir, "race"); err != nil {
		return fmt.Errorf("figure race: %w", err)
	}
	return nil
}

// runner draws a line.
func (f *figure) runner(l RaceLine, c color.Color, dashes []vg.Length, scale float64) {
	points := make(plotter.XYs, len(l.Seen))
	for j, look := range l.Seen {
		points[j] = plotter.XY{X: float64(look.Epochs), Y: scale * look.Value}
	}
	name := fmt.Sprintf("τ = %v", l.Tau)
	style := draw.LineStyle{Color: c, Width: 1.2, Dashes: dashes}
	var end draw.GlyphDrawer = draw.CrossGlyph{}
	if l.Won {
		style.Width, end, name = 2.6, draw.CircleGlyph{}, name+", the best"
	}
	f.line(name, points, style, nil)
	f.plot.Add(&plotter.Scatter{XYs: points[len(points)-1:], GlyphStyle: draw.GlyphStyle{Color: c, Radius: 3.2, Shape: end}})
}

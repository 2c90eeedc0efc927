package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// plane draws every trained cell by its uniformity and tolerance, in the colour of its
// accuracy.
func (s source) plane() (Figure, error) {
	f := Figure{
		Name: "plane", Title: "Uniformity against tolerance", Caption: s.caption(),
		Reading: "A point for each cell, its τ beside it: the farther right the more evenly spread, the higher the more tolerant, the lighter the more accurate.",
	}
	spots := s.spots()
	if len(spots) == 0 {
		return f, nil
	}
	scale := scaleOf(spots)
	fig := axes("−uniformity", "tolerance")
	fig.plot.Add(cloud{spots, scale})
	for i, one := range spots {
		if i == 0 || one.loss != spots[i-1].loss {
			fig.legend.add(title(one.loss), &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: ink, Radius: 3.4, Shape: one.glyph}})
		}
	}
	f.show("knn", planeAlt(spots), scaled{fig, scale})
	return f, nil
}

// spot is a cell in the plane.
type spot struct {
	loss            string
	tau, x, y, tint float64 // tint: kNN accuracy in per cent
	glyph           draw.GlyphDrawer
}

// spots are the cells that gave a result, loss by loss and τ ascending.
func (s source) spots() (all []spot) {
	for _, loss := range s.losses() {
		var of []spot
		for _, c := range s.cells {
			if m := c.Mean; c.Loss == loss && m != nil {
				of = append(of, spot{loss, c.Tau, 0 - m.Uniformity, m.Tolerance, 100 * m.KNN, s.looks[loss].glyph})
			}
		}
		slices.SortStableFunc(of, func(a, b spot) int { return int(math.Copysign(1, a.tau-b.tau)) })
		all = append(all, of...)
	}
	return all
}

func planeAlt(spots []spot) string {
	parts := make([]string, len(spots))
	for i, s := range spots {
		name := title(s.loss)
		if s.tau != 0 {
			name += " at τ = " + short(s.tau)
		}
		parts[i] = fmt.Sprintf("%s: −uniformity %s, tolerance %s, kNN %s %%", name, three(s.x), three(s.y), three(s.tint))
	}
	return "A point for each cell. " + strings.Join(parts, "; ") + "."
}

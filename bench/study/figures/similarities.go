package figures

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/abc86604/temper/bench/study"
)

// kept is a cell of three, by what it is among those of its loss.
type kept struct {
	name string
	row  study.Row
}

// lowBestHigh are the main loss's cells at the lowest and at the highest temperature and the
// one between them of the highest accuracy.
func (s source) lowBestHigh() (all []kept) {
	rows := slices.DeleteFunc(s.details(s.main), func(r study.Row) bool {
		return r.Tau == 0 || r.Measures == nil || r.Detail.Separation == nil
	})
	if len(rows) == 0 {
		return nil
	}
	all = append(all, kept{"low", rows[0]})
	if between := rows[1:max(1, len(rows)-1)]; len(between) > 0 {
		best := slices.MaxFunc(between, func(a, b study.Row) int { return cmp.Compare(a.KNN, b.KNN) })
		all = append(all, kept{"best", best})
	}
	if len(rows) > 1 {
		all = append(all, kept{"high", rows[len(rows)-1]})
	}
	return all
}

func (k kept) alt() string {
	d := k.row.Detail.Separation
	return fmt.Sprintf("Histograms of similarities at τ = %s. Means: two views of an image %.2f, two images of a class %.2f, of different classes %.2f.",
		short(k.row.Tau), mean(d.Positives), mean(d.SameClass), mean(d.OtherClasses))
}

// mean is that of a histogram over [-1, 1].
func mean(shares []float64) (m float64) {
	for i, share := range shares {
		m += share * (-1 + (2*float64(i)+1)/float64(len(shares)))
	}
	return m
}

// similarities draws the three histograms of a cell. Its axes are those of the other two.
func (s source) similarities(k kept) *figure {
	f := axes("similarity (cosine)", fmt.Sprintf("τ = %s: share of the pairs (%%)", short(k.row.Tau)))
	d := k.row.Detail.Separation
	for _, h := range []struct {
		name   string
		shares []float64
		color  int
		dash   []vg.Length
	}{
		{"different classes", d.OtherClasses, 7, nil},
		{"same class", d.SameClass, 1, []vg.Length{6, 2}},
		{"same image", d.Positives, 0, nil},
	} {
		c := palette[h.color]
		l := &plotter.Line{XYs: outline(h.shares), FillColor: tint{c, 0.16}, LineStyle: draw.LineStyle{Color: c, Width: 1.4, Dashes: h.dash}}
		f.plot.Add(l)
		f.legend.add(h.name, l)
	}
	p := f.plot
	p.X.Min, p.X.Max = -1, 1
	p.Y.Min, p.Y.Max = 0, s.tallest()
	return f
}

// outline runs along the tops of a histogram over [-1, 1], in per cent, of half as many bins.
func outline(shares []float64) plotter.XYs {
	shares = halved(shares)
	points := plotter.XYs{{X: -1}}
	for i, share := range shares {
		for _, edge := range []int{i, i + 1} {
			points = append(points, plotter.XY{X: -1 + 2*float64(edge)/float64(len(shares)), Y: 100 * share})
		}
	}
	return append(points, plotter.XY{X: 1})
}

// halved puts each two bins together.
func halved(shares []float64) []float64 {
	wide := make([]float64, (len(shares)+1)/2)
	for i, share := range shares {
		wide[i/2] += share
	}
	return wide
}

// tallest is the largest share of a bin in the histograms shown, in per cent.
func (s source) tallest() (most float64) {
	for _, k := range s.lowBestHigh() {
		d := k.row.Detail.Separation
		most = max(most, slices.Max(slices.Concat(halved(d.Positives), halved(d.SameClass), halved(d.OtherClasses))))
	}
	return 100 * most
}

package figures

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/abc86604/temper/bench/study"
)

// The names of all figures and of their panels, in the order of the page.
func TestOf(t *testing.T) {
	names := func(r *study.Results) string {
		all, err := Of(r)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, f := range all {
			words = append(words, f.Name)
			for _, p := range f.Panels {
				words = append(words, "-"+p.Name)
			}
		}
		return strings.Join(words, " ")
	}
	want := "penalties -similarity -effective dilemma -uniformity -tolerance accuracy -knn -linear plane -knn " +
		"separation -nearest -nearest-hard -similarities-low -similarities-best -similarities-high circle -tau0.07 -tau1 " +
		"curves -loss -entropy -uniformity -tolerance -knn -losses neighbours -low -high"
	if got := names(quick(t)); got != want {
		t.Errorf("figures %s", got)
	}
	want = "penalties -similarity dilemma -uniformity -tolerance accuracy -knn -linear plane -knn"
	if got := names(table()); got != want {
		t.Errorf("without details: %s", got)
	}
	floors := quick(t)
	floors.Settings.Taus = nil
	floors.Rows = floors.Rows[:2]
	if got := names(floors); got != "accuracy -knn -linear" {
		t.Errorf("of floors alone: %s", got)
	}
}

func TestFloors(t *testing.T) {
	s := sourceOf(quick(t))
	all := s.floors(knn)
	if len(all) != 3 || all[0].name != "raw pixels" || all[1].name != "random encoder" || all[2].name != "chance" {
		t.Fatalf("floors %v", all)
	}
	if !near(all[0].over[0].y, 32.03125) || !near(all[2].over[0].y, 100./12) {
		t.Errorf("raw pixels at %v, chance at %v", all[0].over[0].y, all[2].over[0].y)
	}
}

// With three seeds a point is their mean, and has a bar; with one it has none.
func TestDeviations(t *testing.T) {
	one, three := sourceOf(quick(t)).seriesOf(knn)[0], sourceOf(threeSeeds(t)).seriesOf(knn)[0]
	for i, p := range one.over {
		if !math.IsNaN(p.deviation) {
			t.Errorf("deviation %v of one seed", p.deviation)
		}
		if q := three.over[i]; !near(p.y, q.y) || !near(q.deviation, p.y/10) {
			t.Errorf("three seeds: %v ± %v of %v", q.y, q.deviation, p.y)
		}
	}
	hard := sourceOf(threeSeeds(t)).seriesOf(tolerance)[1]
	if p := hard.over[0]; hard.name != "HardContrastive" || p.deviation < 0.01 {
		t.Errorf("%s, of two seeds: %v", hard.name, p)
	}
	bars := func(r *study.Results) int { return strings.Count(svgOf(t, r, "accuracy", "knn"), "<path") }
	if bars(quick(t)) >= bars(threeSeeds(t)) {
		t.Error("three seeds have no bars")
	}
	if text := sourceOf(quick(t)).caption(); text != "shapes, 1,536 images, mlp, 64 epochs, n = 1,536 test images, seed 1" {
		t.Errorf("caption %s", text)
	}
	if text := sourceOf(threeSeeds(t)).detailCaption(); !strings.HasSuffix(text, "seed 1; the first 1,000 test images") {
		t.Errorf("caption of details: %s", text)
	}
}

// All negatives count at a high temperature, next to none at a low one; the measured numbers
// are shares of theirs.
func TestEffective(t *testing.T) {
	s := sourceOf(quick(t))
	measured := s.effectiveSeries()
	if len(measured) != 2 || measured[0].name != "Contrastive" || len(measured[0].over) != 4 {
		t.Fatalf("measured %v", measured)
	}
	if p := measured[0].over[3]; p.tau != 1 || !near(p.y, 100*897.3938/999) {
		t.Errorf("at τ = 1: %v", p)
	}
	if svg := svgOf(t, quick(t), "penalties", "effective"); !strings.Contains(svg, ">evenly spread similarities<") {
		t.Error("no line to compare with")
	}
}

func TestSpots(t *testing.T) {
	spots := sourceOf(quick(t)).spots()
	if len(spots) != 8 {
		t.Fatalf("%d spots", len(spots))
	}
	if s := spots[2]; s.loss != "contrastive" || s.tau != 0.15 || !near(s.x, 3.0667123424855296) || !near(s.y, 0.27519283519556975) || !near(s.tint, 78.97135416666667) {
		t.Errorf("spot %v", s)
	}
	if last := spots[7]; last.loss != "hardsimple" || last.glyph == spots[0].glyph {
		t.Errorf("last spot %v", last)
	}
	if scale := scaleOf(spots); scale.low != 30 || scale.high != 80 || scale.color(30) != viridis[0] || scale.color(90) != viridis[8] {
		t.Errorf("scale %v", scale)
	}
	scale := scaleOf([]spot{{tint: 1.95}, {tint: 6.9}})
	for _, mark := range scale.marks {
		if mark.Value < scale.low || mark.Value > scale.high {
			t.Errorf("mark %s outside of %v to %v", mark.Label, scale.low, scale.high)
		}
	}
}

// Labels hide neither points nor each other; where there is no room there is none.
func TestBesides(t *testing.T) {
	within := vg.Rectangle{Max: vg.Point{X: 300, Y: 200}}
	at := []vg.Point{{X: 150, Y: 100}, {X: 158, Y: 100}, {X: 1, Y: 199}}
	for range 30 {
		at = append(at, vg.Point{X: 60, Y: 60})
	}
	labels := make([]string, len(at))
	for i := range labels {
		labels[i] = "0.05"
	}
	labels[1] = ""
	places := besides(at, labels, within)
	if places[0] == nil || places[1] != nil || places[32] != nil {
		t.Fatalf("places %v", places)
	}
	for i, p := range places {
		if p == nil {
			continue
		}
		if p.Min.X < 0 || p.Max.Y > 200 {
			t.Errorf("label %d outside: %v", i, p)
		}
		for j, o := range places[:i] {
			if o != nil && o.Min.X < p.Max.X && p.Min.X < o.Max.X && o.Min.Y < p.Max.Y && p.Min.Y < o.Max.Y {
				t.Errorf("label %d on %d", i, j)
			}
		}
	}
}

func TestLowBestHigh(t *testing.T) {
	all := sourceOf(quick(t)).lowBestHigh()
	var taus []float64
	for _, k := range all {
		taus = append(taus, k.row.Tau)
	}
	if !reflect.DeepEqual(taus, []float64{0.02, 0.15, 1}) {
		t.Errorf("temperatures %v", taus)
	}
	two := quick(t)
	two.Rows = slices.DeleteFunc(two.Rows, func(r study.Row) bool { return r.Tau == 0.05 || r.Tau == 0.15 })
	if all := sourceOf(two).lowBestHigh(); len(all) != 2 || all[1].name != "high" {
		t.Errorf("of two: %v", all)
	}
}

func TestOutline(t *testing.T) {
	got := outline([]float64{0.1, 0.2, 0.3, 0.4})
	want := plotter.XYs{{X: -1}, {X: -1, Y: 30}, {Y: 30}, {Y: 70}, {X: 1, Y: 70}, {X: 1}}
	if len(got) != len(want) {
		t.Fatalf("outline %v", got)
	}
	for i := range got {
		if !near(got[i].X, want[i].X) || !near(got[i].Y, want[i].Y) {
			t.Errorf("outline %v, want %v", got, want)
		}
	}
	if m := mean([]float64{0, 0, 0, 1}); m != 0.75 {
		t.Errorf("mean %v", m)
	}
}

func TestRing(t *testing.T) {
	x, y := direction([]float64{0, 0.2, 0, 0})
	if sin, cos := math.Sincos(3 * math.Pi / 4); !near(x, cos) || !near(y, sin) {
		t.Errorf("of the second of four arcs: %v, %v", x, y)
	}
	if x, y := direction([]float64{0.1, 0.1, 0.1, 0.1}); !near(x, 0) || !near(y, 0) {
		t.Errorf("of all: %v, %v", x, y)
	}
	classes := [][]float64{{0, 0.5, 0, 0}, {0.5, 0, 0, 0}}
	if order := around(classes); !reflect.DeepEqual(order, []int{1, 0}) {
		t.Errorf("order %v", order)
	}
	if r := (ring{classes: classes}); !near(r.evenness(), 0.5) || r.word() != "gathered on a part" {
		t.Errorf("%v: %s", r.evenness(), r.word())
	}
	r := quick(t)
	for i := range r.Rows {
		if r.Rows[i].Dim == 2 && r.Rows[i].Tau == 1 {
			r.Rows[i].Detail.Circle[3] = nil
		}
	}
	if _, err := Of(r); err == nil || !strings.Contains(err.Error(), "figure circle: cell contrastive-tau1-dim2: class 3 has 0 arcs") {
		t.Errorf("a class without arcs: error %v", err)
	}
}

func TestCourses(t *testing.T) {
	s := sourceOf(quick(t))
	row := s.details("contrastive")[0]
	if over := courses[2].over(row); over[0].X != 1 || over[0].Y != 1.165 || over[len(over)-1].X != 64 {
		t.Errorf("−uniformity at 0.02: %v", over)
	}
	if over := courses[1].over(s.details("simple")[0]); over != nil {
		t.Errorf("entropy of a loss without τ: %v", over)
	}
	var names []string
	for _, p := range s.bestPaths() {
		names = append(names, p.name)
	}
	if got := strings.Join(names, "; "); got != "Contrastive, τ = 0.15; HardContrastive, τ = 0.1; Simple; HardSimple" {
		t.Errorf("best of each loss: %s", got)
	}
}

func TestNeighbours(t *testing.T) {
	r := quick(t)
	if f := figureOf(t, r, "neighbours"); !strings.Contains(f.Panels[0].Alt, "τ = 0.02: 3 of 6 neighbours of the same class") {
		t.Errorf("low: %s", f.Panels[0].Alt)
	}
	svg := svgOf(t, r, "neighbours", "high")
	if n := strings.Count(svg, "<image"); n != 8 {
		t.Errorf("%d images of two queries and their three neighbours", n)
	}
	for i, m := range r.Gallery.Images {
		m.PNG = m.PNG[:20]
		r.Gallery.Images[i] = m
	}
	if _, err := Of(r); err == nil || !strings.Contains(err.Error(), "figure neighbours: image ") {
		t.Errorf("cut images: error %v", err)
	}
}

// Temperatures differ in colour, and each colour can be told from white and from near black.
func TestHeat(t *testing.T) {
	taus := temperatures{0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1}
	luminance := func(i int) float64 {
		r, g, b, _ := taus.color(taus[i]).RGBA()
		linear := func(c uint32) float64 { return math.Pow(float64(c)/0xffff, 2.2) }
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	for i := range taus {
		l := luminance(i)
		if light, dark := 1.05/(l+0.05), (l+0.05)/(0.008+0.05); light < 2 || dark < 2 {
			t.Errorf("τ = %v: contrast %.2f with white, %.2f with black", taus[i], light, dark)
		}
		if i > 0 && taus.color(taus[i]) == taus.color(taus[i-1]) {
			t.Errorf("τ = %v has the colour of the one below", taus[i])
		}
	}
}

// What lets through has the page's colour all the same.
func TestTint(t *testing.T) {
	svg := svgOf(t, quick(t), "separation", "similarities-best")
	for _, v := range []string{"--c1,#0072B2", "--c2,#D55E00", "--c8,#7D7D7D"} {
		if !strings.Contains(svg, "fill:var("+v+");fill-opacity:0.1") {
			t.Errorf("no area in %s", v)
		}
	}
}

func TestWiden(t *testing.T) {
	for _, test := range [][4]float64{{0.25, 0.25, 0.2, 0.3}, {0, 0, -0.01, 0.01}, {-5, -5, -6, -4}, {1, 2, 1, 2}} {
		p := plot.New()
		p.Y.Min, p.Y.Max = test[0], test[1]
		if widen(&p.Y); !near(p.Y.Min, test[2]) || !near(p.Y.Max, test[3]) {
			t.Errorf("%v to %v: %v to %v", test[0], test[1], p.Y.Min, p.Y.Max)
		}
	}
}

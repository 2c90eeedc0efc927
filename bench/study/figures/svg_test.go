package figures

import (
	"bytes"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"

	"github.com/abc86604/temper/bench/study"
)

// studies are what figures have to cope with.
func studies(t *testing.T) map[string]*study.Results {
	family := table()
	family.Settings.Taus = []float64{0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 2, 3}
	for i, tau := range family.Settings.Taus {
		x := float64(i)
		m := &study.Measures{Uniformity: -x / 9, Tolerance: x / 20, KNN: x / 30, Linear: x / 20}
		family.Rows = append(family.Rows, study.Row{Cell: study.Cell{Loss: "debiased", Tau: tau}, Measures: m})
	}
	alone := quick(t)
	alone.Rows = slices.DeleteFunc(alone.Rows, func(r study.Row) bool { return r.Tau != 0.15 })
	levels := quick(t)
	levels.Settings.Taus = nil
	levels.Rows = slices.DeleteFunc(levels.Rows, func(r study.Row) bool { return r.Tau != 0 })
	return map[string]*study.Results{
		"quick": quick(t), "three seeds": threeSeeds(t), "without details": table(),
		"many temperatures": family, "a cell alone": alone, "without temperatures": levels,
	}
}

// A panel in a page is an element with a name, of the page's colours and without anything
// from elsewhere; its texts lie within it and beside each other, in a wider font as well.
func TestSVG(t *testing.T) {
	for name, r := range studies(t) {
		all, err := Of(r)
		if err != nil || len(all) < 2 {
			t.Fatalf("%s: %d figures, error %v", name, len(all), err)
		}
		for _, f := range all {
			for _, p := range f.Panels {
				svg, err := p.SVG()
				if err != nil {
					t.Fatal(err)
				}
				if again, _ := p.SVG(); !bytes.Equal(svg, again) {
					t.Errorf("%s: %s-%s: a second drawing differs", name, f.Name, p.Name)
				}
				checkInline(t, name+": "+f.Name+"-"+p.Name, string(svg))
				checkTexts(t, name+": "+f.Name+"-"+p.Name, string(svg))
			}
		}
	}
}

var (
	reference = regexp.MustCompile(`(href|src)="[^"]{0,20}|url\([^)]*\)`)
	rootTag   = regexp.MustCompile(`^<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 [0-9.]+ [0-9.]+" role="img" aria-label="[^"]+"><title>[^<]+</title>`)
)

func checkInline(t *testing.T, name, svg string) {
	t.Helper()
	if !rootTag.MatchString(svg) {
		t.Errorf("%s begins %.300s", name, svg)
	}
	for _, text := range []string{"NaN", "Inf", " id=", "Liberation Sans;", "<?xml", ":#222222", ":#5F6368", ":#E4E4E4"} {
		if strings.Contains(svg, text) {
			t.Errorf("%s has %q", name, text)
		}
	}
	for _, text := range []string{"var(--ink,#222222)", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif"} {
		if !strings.Contains(svg, text) {
			t.Errorf("%s has no %q", name, text)
		}
	}
	for _, r := range reference.FindAllString(svg, -1) {
		if !strings.HasPrefix(r, `href="data:image/png`) {
			t.Errorf("%s refers to %s", name, r)
		}
	}
}

// checkTexts finds texts that are cut off or lie on another.
func checkTexts(t *testing.T, name, svg string) {
	t.Helper()
	width, height, boxes := svgTexts(t, svg)
	if len(boxes) == 0 {
		t.Errorf("%s says nothing", name)
	}
	for i, b := range boxes {
		if b.left < 0 || b.top < 0 || b.right > width || b.bottom > height {
			t.Errorf("%s: %q from %.0f,%.0f to %.0f,%.0f on a canvas of %.0f by %.0f", name, b.text, b.left, b.top, b.right, b.bottom, width, height)
		}
		for _, o := range boxes[:i] {
			if b.overlaps(o) {
				t.Errorf("%s: %q lies on %q", name, b.text, o.text)
			}
		}
	}
}

// A file says by itself what it shows, on white paper and in colours of its own.
func TestSheet(t *testing.T) {
	r := threeSeeds(t)
	f := figureOf(t, r, "accuracy")
	s := sheet{f.Panels[0].picture, f.Title, f.Reading, f.Caption}
	var svg bytes.Buffer
	if err := s.encode(&svg, "svg"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{">Accuracy against the temperature<", "fill:#FFFFFF", "fill:#222222", "'Liberation Sans',Arial"} {
		if !strings.Contains(svg.String(), text) {
			t.Errorf("the file does not say %q", text)
		}
	}
	if strings.Contains(svg.String(), "var(") {
		t.Error("the file has a page's colours")
	}
	checkTexts(t, "file", svg.String())
	_, _, boxes := svgTexts(t, svg.String())
	var texts []string
	for _, b := range boxes {
		texts = append(texts, b.text)
	}
	if said, caption := strings.Join(texts, " "), "shapes, 1,536 images, mlp, 64 epochs, n = 1,536 test images, seeds 1 to 3: means, and bars of one standard deviation"; !strings.Contains(said, caption) {
		t.Errorf("the caption is not in %s", said)
	}
	var dots bytes.Buffer
	if err := s.encode(&dots, "png"); err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(&dots)
	if err != nil {
		t.Fatal(err)
	}
	if w := m.Bounds().Dx(); w != 883 { // 4.6 inches of 192 dots
		t.Errorf("a PNG %d dots wide", w)
	}
}

// A name that XML would read as its own is written so that it does not.
func TestSVGEscapes(t *testing.T) {
	svg, err := Panel{Alt: `a<b & "c"`, picture: axes("x < y & z", "y")}.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, boxes := svgTexts(t, string(svg)); !slices.ContainsFunc(boxes, func(b box) bool { return b.text == "x < y & z" }) {
		t.Errorf("texts %v", boxes)
	}
	if !strings.Contains(string(svg), `aria-label="a&lt;b &amp; &#34;c&#34;"`) {
		t.Errorf("%.300s", svg)
	}
}

// An axis that its marks made longer, and so coarser, is not made longer once more.
func TestDrawTwice(t *testing.T) {
	f := axes("x", "y")
	f.line("", plotter.XYs{{X: 0, Y: 1.95}, {X: 1, Y: 6.9}}, thin(ink), nil)
	first, err := Panel{picture: f}.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if second, _ := (Panel{picture: f}).SVG(); !bytes.Equal(first, second) {
		t.Error("a second drawing differs")
	}
}

package figures

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	xfont "golang.org/x/image/font"

	"github.com/abc86604/temper/bench/study"
)

// quick is a study of ours, cut down: three temperatures more or less, two circles, two
// queries, and thumbnails of 8 pixels.
func quick(t *testing.T) *study.Results {
	t.Helper()
	r, err := study.Read("testdata")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// threeSeeds is the same study with two seeds more, of which one measured a tenth more and
// one a tenth less, in each cell but the first of the loss hard, which failed once.
func threeSeeds(t *testing.T) *study.Results {
	r := quick(t)
	first := r.Rows
	for i, by := range []float64{1.1, 0.9} {
		for _, row := range first {
			row.Seed, row.Detail = r.Settings.Seed+uint64(i)+1, nil
			m := *row.Measures
			m.KNN, m.Linear, m.Uniformity, m.Tolerance = by*m.KNN, by*m.Linear, by*m.Uniformity, by*m.Tolerance
			row.Measures = &m
			if row.Loss == "hard" && row.Tau == 0.1 && i == 0 {
				row.Measures, row.Error = nil, "diverged"
			}
			r.Rows = append(r.Rows, row)
		}
	}
	r.Settings.Seeds = 3
	return r
}

// figureOf is a figure of results by its name, nil when it is left out.
func figureOf(t *testing.T, r *study.Results, name string) *Figure {
	t.Helper()
	all, err := Of(r)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	return nil
}

// svgOf is a panel of a figure, which must be there.
func svgOf(t *testing.T, r *study.Results, name, panel string) string {
	t.Helper()
	if f := figureOf(t, r, name); f != nil {
		for _, p := range f.Panels {
			if p.Name == panel {
				svg, err := p.SVG()
				if err != nil {
					t.Fatal(err)
				}
				return string(svg)
			}
		}
	}
	t.Fatalf("no panel %s of figure %s", panel, name)
	return ""
}

// box is where a text stands on its canvas, from the left and from above.
type box struct {
	text                     string
	left, top, right, bottom float64
}

func (b box) overlaps(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// svgTexts are the size of an SVG and the boxes of its texts in a font 8 % wider than ours. It
// fails for text that is no XML.
func svgTexts(t *testing.T, svg string) (width, height float64, boxes []box) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return width, height, boxes
		}
		if err != nil {
			t.Fatalf("no XML: %v", err)
		}
		switch e, _ := token.(xml.StartElement); e.Name.Local {
		case "svg":
			size := strings.Fields(attribute(e, "viewBox"))
			width, height = float(t, size[2]), float(t, size[3])
		case "text":
			var text string
			if err := d.DecodeElement(&text, &e); err != nil {
				t.Fatal(err)
			}
			boxes = append(boxes, boxOf(t, e, text, height))
		}
	}
}

var fontSize = regexp.MustCompile(`font-size:([0-9.]+)px`)

// boxOf is where a text stands on a canvas of a height. The canvas has its origin at the lower
// left, and each text is turned back.
func boxOf(t *testing.T, e xml.StartElement, text string, height float64) box {
	t.Helper()
	if transform := attribute(e, "transform"); transform != "scale(1, -1)" {
		t.Fatalf("text %q: transform %s", text, transform)
	}
	size := float(t, fontSize.FindStringSubmatch(attribute(e, "style"))[1])
	weight := xfont.WeightNormal
	if strings.Contains(attribute(e, "style"), "font-weight:bold") {
		weight = xfont.WeightBold
	}
	style := textStyle(1, weight, ink)
	x, y := float(t, attribute(e, "x")), height+float(t, attribute(e, "y"))
	w := float64(style.Width(text)) * size * wider
	return box{text, x, y - 0.74*size, x + w, y + 0.21*size}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func float(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

package figures

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
)

// table is a study's results in which every measure tells its row.
func table() *study.Results {
	r := &study.Results{Settings: study.Settings{Taus: []float64{0.07, 1}}}
	for i, c := range []study.Cell{
		{Loss: study.Pixels}, {Loss: study.Random},
		{Loss: "contrastive", Tau: 1}, {Loss: "contrastive", Tau: 0.07},
		{Loss: "simple"}, {Loss: "hard", Tau: 0.07}, {Loss: "hardsimple"},
	} {
		x := float64(i)
		m := &study.Measures{Uniformity: -x / 2, Tolerance: x / 10, KNN: x / 20, Linear: x / 15}
		if c.Loss == "hard" {
			m = nil // a failed cell
		}
		r.Rows = append(r.Rows, study.Row{Cell: c, Measures: m})
	}
	return r
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, table()); err != nil {
		t.Fatal(err)
	}
	for name, texts := range map[string][]string{
		"uniformity":      {"−uniformity at t = 2 (no unit)", "temperature τ (no unit)", ">Contrastive<", ">Simple<", ">HardSimple<"},
		"tolerance":       {"tolerance (mean cosine of same-class pairs)"},
		"accuracy-knn":    {"kNN top-1 accuracy (%)", ">random encoder<", ">raw pixels<"},
		"accuracy-linear": {"linear-probe top-1 accuracy (%)"},
		"penalties":       {"similarity s of anchor and negative (cosine)", ">τ = 0.07<", ">τ = 1<"},
	} {
		svg, err := os.ReadFile(filepath.Join(dir, name+".svg"))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if !strings.Contains(string(svg), text) {
				t.Errorf("%s.svg does not say %q", name, text)
			}
		}
		if strings.Contains(string(svg), "HardContrastive") {
			t.Errorf("%s.svg shows a cell that failed", name)
		}
		file, err := os.Open(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := png.Decode(file); err != nil {
			t.Errorf("%s.png: %v", name, err)
		}
	}
	if svg, _ := os.ReadFile(filepath.Join(dir, "uniformity.svg")); strings.Contains(string(svg), "raw pixels") {
		t.Error("uniformity.svg shows a floor")
	}
}

// Points are in ascending τ, whatever the order of the rows, and a loss without
// a temperature is a level.
func TestPoints(t *testing.T) {
	r := table()
	points, title := curveOf(t, r.Rows, "contrastive").points(measures[1], r.Rows, 0, 1)
	if title != "Contrastive" || len(points) != 2 || points[0].X != 0.07 || points[0].Y != 0.3 || points[1].Y != 0.2 {
		t.Errorf("points of %s: %v", title, points)
	}
	level, _ := curveOf(t, r.Rows, "simple").points(measures[1], r.Rows, 0, 1)
	if len(level) != 2 || level[0].X != 0 || level[1].X != 1 || level[0].Y != 0.4 || level[1].Y != 0.4 {
		t.Errorf("level of simple: %v", level)
	}
}

// curveOf is how a loss is drawn.
func curveOf(t *testing.T, rows []study.Row, name string) curve {
	t.Helper()
	for _, c := range curvesOf(rows) {
		if c.loss == name {
			return c
		}
	}
	t.Fatalf("no curve of %s", name)
	return curve{}
}

// Whatever loss a study has is drawn, and each in a look of its own.
func TestLooks(t *testing.T) {
	names := loss.Names()
	var rows []study.Row
	for i, name := range names {
		rows = append(rows, study.Row{Cell: study.Cell{Loss: name, Tau: float64(i % 3)}}, study.Row{Cell: study.Cell{Loss: name, Tau: 9}})
	}
	for _, name := range names {
		curveOf(t, rows, name)
	}
	if n := len(curvesOf(rows)); n != len(names)+2 {
		t.Errorf("%d curves of %d losses and two floors", n, len(names))
	}
	seen := map[string]bool{}
	for i := range len(marks) * len(palette) {
		for _, c := range []curve{markedCurve("", i), levelCurve("", i)} {
			look := fmt.Sprintf("%v %T %v", c.color, c.glyph, c.dash)
			if seen[look] {
				t.Errorf("look %d, %s, comes again", i, look)
			}
			seen[look] = true
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	if err := Write(filepath.Join(t.TempDir(), "missing"), table()); err == nil {
		t.Error("no error for a folder that is not there")
	}
	r := table()
	r.Settings.Taus[0] = -1
	if err := Write(t.TempDir(), r); err == nil || !strings.Contains(err.Error(), "figure penalties: ") || !strings.Contains(err.Error(), "tau = -1") {
		t.Errorf("a negative temperature: error %v", err)
	}
}

// Nothing to show is no figure.
func TestEmpty(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, &study.Results{}); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("%d files for a study without rows", len(files))
	}
}

func TestSpread(t *testing.T) {
	if got, want := spread([]float64{1, 0.1, 1, 0.5}), []float64{0.1, 0.5, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("spread: %v, want %v", got, want)
	}
	many := make([]float64, 40)
	for i := range many {
		many[i] = float64(i + 1)
	}
	if got := spread(many); len(got) != mostLines || got[0] != 1 || got[mostLines-1] != 40 {
		t.Errorf("spread of 40: %v", got)
	}
}

func TestRoundTicks(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		want      string
	}{
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{1.68, 3.89, "1.5 2.0 2.5 3.0 3.5 4.0"},
		{-0.01, 0.02, "-0.01 0.00 0.01 0.02"},
		{29.9, 84.8, "20 40 60 80 100"},
		{3, 7300, "0 2000 4000 6000 8000"},
	} {
		var labels []string
		for _, tick := range roundTicks(test.low, test.high) {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != test.want {
			t.Errorf("ticks of %v to %v: %s, want %s", test.low, test.high, got, test.want)
		}
	}
}

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
	r := &study.Results{Settings: study.Settings{Taus: []float64{0.07, 1}}, Items: study.Items{Classes: 4}}
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
		"dilemma-uniformity":   {">−uniformity: how evenly embeddings are spread<", ">temperature τ (logarithmic)<", ">Contrastive<", ">Simple<", ">HardSimple<"},
		"dilemma-tolerance":    {">tolerance: mean cosine within a class<"},
		"accuracy-knn":         {">kNN accuracy (%)<", ">random encoder<", ">raw pixels<", ">chance<"},
		"accuracy-linear":      {">linear-probe accuracy (%)<"},
		"penalties-similarity": {">similarity of anchor and negative (cosine)<", ">τ<", ">0.07<", ">1<"},
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
	if svg, _ := os.ReadFile(filepath.Join(dir, "dilemma-uniformity.svg")); strings.Contains(string(svg), "raw pixels") {
		t.Error("dilemma-uniformity.svg shows a floor")
	}
}

// Points are in ascending τ, whatever the order of the rows, and a loss without
// a temperature is a level.
func TestSeries(t *testing.T) {
	s := sourceOf(table())
	all := s.seriesOf(tolerance)
	if len(all) != 3 || all[0].name != "Contrastive" || all[1].name != "Simple" || all[2].name != "HardSimple" {
		t.Fatalf("series %v", all)
	}
	over := all[0].over
	if len(over) != 2 || over[0].tau != 0.07 || over[0].y != 0.3 || over[1].tau != 1 || over[1].y != 0.2 || all[0].look.level {
		t.Errorf("points of Contrastive: %v", over)
	}
	if over := all[1].over; len(over) != 1 || over[0].y != 0.4 || !all[1].look.level {
		t.Errorf("level of Simple: %v", over)
	}
}

// Whatever loss a study has is drawn, and each in a look of its own.
func TestLooks(t *testing.T) {
	names := loss.Names()
	var cells []study.Summary
	for i, name := range names {
		cells = append(cells, study.Summary{Cell: study.Cell{Loss: name, Tau: float64(i % 3)}})
	}
	looks := looksOf(cells)
	seen := map[string]bool{}
	for _, name := range names {
		l := looks[name]
		look := fmt.Sprintf("%v %T %v", l.color, l.glyph, l.dash)
		if seen[look] || l.color == nil {
			t.Errorf("the look of %s, %s, comes again", name, look)
		}
		seen[look] = true
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
	if got, want := spread([]float64{0.1, 0.5, 1}), []float64{0.1, 0.5, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("spread: %v, want %v", got, want)
	}
	nine := []float64{0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1}
	if got, want := spread(nine), []float64{0.02, 0.05, 0.1, 0.15, 0.2, 0.5, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("spread of nine: %v, want %v", got, want)
	}
	many := make([]float64, 40)
	for i := range many {
		many[i] = float64(i + 1)
	}
	if got := spread(many); len(got) != mostLines || got[0] != 1 || got[mostLines-1] != 40 {
		t.Errorf("spread of 40: %v", got)
	}
}

package figures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss/analysis"
)

func TestWriteAnalysis(t *testing.T) {
	half := 0.5
	a := Analysis{
		Taus:      []analysis.Spread{{Tau: 0.1, EffectiveNegatives: 30, HardestShare: 0.2, SameClassShare: &half}, {Tau: 0.02, EffectiveNegatives: 3, HardestShare: 0.9, SameClassShare: &half}},
		Negatives: 40, SameClass: &half,
	}
	path := filepath.Join(t.TempDir(), "a.svg")
	say := func(a Analysis) string {
		if err := WriteAnalysis(path, a); err != nil {
			t.Fatal(err)
		}
		svg, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(svg)
	}
	svg := say(a)
	for _, text := range []string{">effective negatives<", ">hardest 1 %<", ">same class<", ">same-class pairs<", ">0.02<", ">0.05<", ">100<"} {
		if !strings.Contains(svg, text) {
			t.Errorf("the figure does not say %q", text)
		}
	}
	svg = say(Analysis{Taus: a.Taus[:1], Negatives: 40})
	if strings.Contains(svg, "same") {
		t.Error("without labels the figure speaks of classes")
	}
	if err := WriteAnalysis(filepath.Join(t.TempDir(), "missing", "a.svg"), a); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestFormat(t *testing.T) {
	for path, want := range map[string]string{"a.svg": "svg", "b/c.d.png": "png", "a.gif": "", "svg": "", "a.SVG": "", "": ""} {
		if got, err := Format(path); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, error %v", path, got, err)
		}
	}
}

package figures

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/tune"
)

func TestWriteRace(t *testing.T) {
	look := func(epochs int, score float64) tune.Look {
		return tune.Look{Epochs: epochs, Score: tune.Score{Value: score}}
	}
	r := Race{Epochs: "epochs", Score: "kNN top-1 (%)", Scale: 100, Lines: []RaceLine{
		{Tau: 0.01}, // out before its first look
		{Tau: 0.07, Seen: []tune.Look{look(1, 0.2), look(2, 0.3)}},
		{Tau: 0.2, Seen: []tune.Look{look(1, 0.2), look(2, 0.4), look(4, 0.6)}, Won: true},
		{Tau: 0.5, Seen: []tune.Look{look(2, 0.1)}},
	}}
	dir := t.TempDir()
	if err := WriteRace(dir, r); err != nil {
		t.Fatal(err)
	}
	svg, err := os.ReadFile(filepath.Join(dir, "race.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		">epochs<": true, ">kNN top-1 (%)<": true, ">τ = 0.07<": true, ">τ = 0.2, the best<": true, ">τ = 0.5<": true,
		">60<": true, ">0<": true, "0.01": false,
	} {
		if strings.Contains(string(svg), text) != want {
			t.Errorf("the figure says %q: %v", text, !want)
		}
	}
	file, err := os.Open(filepath.Join(dir, "race.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := png.Decode(file); err != nil {
		t.Error(err)
	}
	if err := WriteRace(filepath.Join(dir, "missing"), r); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

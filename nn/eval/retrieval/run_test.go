package retrieval

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestDecodeRun(t *testing.T) {
	// The ranks and the order of lines say nothing.
	text := "q1 Q0 a 1 0.5 x\nq2\tQ0\tb\t1\t-1e-3\ty\r\n\nq1  Q0 c 1 0.75 x\nq1 Q0 b 9 5e-1 x\nq1 Q0 d 0 -Inf x\n"
	got, err := DecodeRun(strings.NewReader(text))
	want := Run{"q1": {{"a", 0.5}, {"c", 0.75}, {"b", 0.5}, {"d", math.Inf(-1)}}, "q2": {{"b", -0.001}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v, %v", got, err)
	}
	hits, err := got.ranked("q1")
	if ids := []Hit{{"c", 0.75}, {"b", 0.5}, {"a", 0.5}, {"d", math.Inf(-1)}}; err != nil || !reflect.DeepEqual(hits, ids) {
		t.Errorf("ranked %v, %v", hits, err)
	}
	for text, want := range map[string]string{
		"":                   "no hit is in it",
		"q Q0 d 1 0.5\n":     "line 1: 5 columns, want 6",
		"q Q0 d 1 high x\n":  `score "high" is no number`,
		"q Q0 d 1 NaN x\n":   `score "NaN" is no number`,
		"q Q0 d 1 1e999 x\n": `score "1e999" is no number`,
		"q Q0 d 1 1 x\np Q0 d 1 1 x\nq Q0 d 2 0.1 x\n": `line 3: document "d" comes twice for query "q", here and in line 1`,
	} {
		_, err := DecodeRun(strings.NewReader(text))
		wantError(t, err, want)
	}
	path := filepath.Join(t.TempDir(), "r.trec")
	if err := os.WriteFile(path, []byte("q Q0 d 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = ReadRun(path)
	wantError(t, err, path+": line 1: 4 columns")
}

// What is written comes back, in the order of ranks, and tells neighbouring float32 apart.
func TestRunEncode(t *testing.T) {
	low, high := float32(0.7), math.Nextafter32(0.7, 1)
	run := Run{"q2": {{"a", 1}}, "q10": {{"x", float64(low)}, {"z", -1e-9}, {"y", float64(low)}, {"w", float64(high)}}, "q3": nil}
	var text strings.Builder
	if err := run.Encode(&text, "test"); err != nil {
		t.Fatal(err)
	}
	want := "q10 Q0 w 1 0.700000048 test\nq10 Q0 y 2 0.699999988 test\nq10 Q0 x 3 0.699999988 test\nq10 Q0 z 4 -1e-09 test\nq2 Q0 a 1 1 test\n"
	if text.String() != want {
		t.Errorf("%s\nwant\n%s", &text, want)
	}
	back, err := DecodeRun(strings.NewReader(text.String()))
	if err != nil || float32(back["q10"][0].Score) != high || float32(back["q10"][1].Score) != low {
		t.Errorf("%v, %v", back, err)
	}
	for want, run := range map[string]Run{
		`query "a b"`:                  {"a b": {{"d", 1}}},
		`query ""`:                     {"": {{"d", 1}}},
		`document "d\te"`:              {"q": {{"d\te", 1}}},
		`document "d" comes twice`:     {"q": {{"d", 1}, {"d", 2}}},
		`score of document "d" is NaN`: {"q": {{"d", math.NaN()}}},
	} {
		wantError(t, run.Encode(&text, "test"), want)
	}
	wantError(t, run.Encode(&text, "my test"), `name of the run "my test"`)
	full := errors.New("full")
	if err := run.Encode(failing{full}, "test"); err != full {
		t.Errorf("%v from a full disk", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestWithoutSame(t *testing.T) {
	run := Run{"a": {{"b", 3}, {"a", 2}, {"c", 1}}, "x": {{"a", 1}}}
	want := Run{"a": {{"b", 3}, {"c", 1}}, "x": {{"a", 1}}}
	if got := run.WithoutSame(); !reflect.DeepEqual(got, want) || len(run["a"]) != 3 || run["a"][1].ID != "a" {
		t.Errorf("%v of %v", got, run)
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/page"
)

// Page and figures are made of results.json alone: the images need not be there.
func TestStudyReportOnly(t *testing.T) {
	notUnderRace(t)
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	table, _ := succeed(t, studyTiny(images, out)...)
	first := get(t, filepath.Join(out, page.File))
	if err := os.RemoveAll(images); err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(t.TempDir(), "alone")
	if err := os.Mkdir(alone, 0o777); err != nil {
		t.Fatal(err)
	}
	results := get(t, filepath.Join(out, "results.json"))
	put(t, filepath.Join(alone, "results.json"), results)
	stdout, stderr := succeed(t, "study", "--report-only", "--out", alone)
	if want := strings.ReplaceAll(table, out, alone); stdout != want || stderr != "" {
		t.Errorf("it prints\n%s%s\nwant\n%s", stdout, stderr, want)
	}
	if !bytes.Equal(get(t, filepath.Join(alone, page.File)), first) {
		t.Error("the page is not that of the study")
	}
	for _, file := range tree(t, out) {
		if ext := filepath.Ext(file); (ext == ".svg" || ext == ".png") && !bytes.Equal(get(t, filepath.Join(out, file)), get(t, filepath.Join(alone, file))) {
			t.Errorf("%s is another figure", file)
		}
	}
	if !bytes.Equal(results, get(t, filepath.Join(alone, "results.json"))) {
		t.Error("the results changed")
	}
	stdout, _ = succeed(t, "study", "--report-only", "--out", alone, "--json", "--threads", "1")
	var object study.Results
	if err := json.Unmarshal([]byte(stdout), &object); err != nil || len(object.Rows) != 3 {
		t.Errorf("--json: %v\n%s", err, stdout)
	}
}

// A study that is cut short leaves the page of what has ended, and says so.
func TestStudyPageOfOneCutShort(t *testing.T) {
	out := filepath.Join(t.TempDir(), "study")
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &trigger{text: "random: kNN", action: cancel}
	if status := run(ctx, studyTiny(tinyData(t), out), io.Discard, stderr); status != exitError {
		t.Fatalf("status %d:\n%s", status, stderr)
	}
	text := string(get(t, filepath.Join(out, page.File)))
	for _, want := range []string{"2 of 3 cells have ended.", "raw pixels", "random encoder"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	succeed(t, "study", "--report-only", "--out", out)
	if again := string(get(t, filepath.Join(out, page.File))); again != text {
		t.Error("--report-only makes another page of it")
	}
}

// Served it stays until it is interrupted.
func TestStudyReportServed(t *testing.T) {
	out := filepath.Join(t.TempDir(), "study")
	succeed(t, studyTiny(tinyData(t), out)...)
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &visitor{t: t, then: func(int) { cancel() }}
	var stdout bytes.Buffer
	if status := run(ctx, words("study --report-only --out %s --serve=:0", out), &stdout, stderr); status != exitOK || len(stderr.pages) != 1 {
		t.Fatalf("status %d, %d pages:\n%s", status, len(stderr.pages), stderr)
	}
	if stderr.pages[0] != string(get(t, filepath.Join(out, page.File))) {
		t.Error("the page is not report.html")
	}
}

// A flag that would have no effect is refused, and a folder without results too.
func TestStudyReportOnlyRefuses(t *testing.T) {
	dir := t.TempDir()
	for flags, want := range map[string]string{
		"--epochs 3": "--epochs", "--seed 2": "--seed", "--taus 0.1": "--taus", "--resume": "--resume", "--keep": "--keep",
		"--jobs 2": "--jobs", "--sigma 0.5": "--sigma", "--data shapes": "--data", "--flip=false": "--flip", "--circle none": "--circle",
	} {
		fail(t, exitUsage, "study --report-only takes no "+want, words("study --report-only --out %s %s", dir, flags)...)
	}
	fail(t, exitUsage, "study --report-only needs --out", "study", "--report-only")
	fail(t, exitError, "no such file", "study", "--report-only", "--out", dir)
	put(t, filepath.Join(dir, "results.json"), []byte(`{"settings": {`))
	fail(t, exitError, "results.json: ", "study", "--report-only", "--out", dir)
	if _, err := os.Stat(filepath.Join(dir, page.File)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a page of no results")
	}
}

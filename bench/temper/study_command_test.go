package main

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
)

// The line that a study prints of itself makes one with the same settings.
func TestStudyCommand(t *testing.T) {
	notUnderRace(t)
	images := tinyData(t)
	for flags, want := range map[string]string{
		"--losses simple": "--losses simple",
		"--preset table --losses simple,contrastive --epochs 6 --seeds 2":                    "--epochs 6 --preset table --seeds 2 --losses simple,contrastive",
		"--losses contrastive --taus 0.5 --circle none --epochs 6 --warmup 0":                "--epochs 6 --warmup 0 --losses contrastive --taus 0.5 --circle none",
		"--losses hardsimple,simple --topk 3 --lambda 0.5 --circle 0.3 --seed 7 --probe sgd": "--seed 7 --topk 3 --probe sgd --losses hardsimple,simple --circle 0.3 --lambda 0.5",
		"--losses hard --taus 1 --alpha 0.5 --epochs 12 --flip=false":                        "--epochs 12 --flip=false --alpha 0.5 --losses hard --taus 1",
	} {
		dir := t.TempDir()
		settings := func(name string, args []string) study.Settings {
			out := filepath.Join(dir, name)
			succeed(t, append(args, "--out", out)...)
			r, err := study.Read(out)
			if err != nil {
				t.Fatal(err)
			}
			return r.Settings
		}
		args := append(words("study --data %s --batch 16 --epochs 1", images), strings.Fields(flags)...)
		first := settings("first", args)
		line := first.Command()
		second := settings("second", strings.Fields(strings.TrimPrefix(line, "temper ")))
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%s\n%+v\nby %s\n%+v", flags, first, line, second)
		}
		if got := strings.ReplaceAll(strings.TrimPrefix(line, "temper study --data "+images), " --batch 16", ""); strings.TrimSpace(strings.ReplaceAll(got, "--epochs 1 ", "")) != want {
			t.Errorf("%s gives%s, want %s", flags, got, want)
		}
	}
}

// A study without flags is the quick one, whose line has no flags.
func TestStudyCommandQuick(t *testing.T) {
	s := study.Defaults()
	s.Complete(func(string) bool { return false })
	if got := s.Command(); got != "temper study" {
		t.Error(got)
	}
	if s.Limit != study.ShapesLimit || s.Alpha != study.ShapesAlpha || s.Warmup != 10 || len(s.Circle) != 3 {
		t.Errorf("%+v", s)
	}
}

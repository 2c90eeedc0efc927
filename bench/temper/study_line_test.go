//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
)

// shell runs a line as whoever copied it would, with temper in the PATH.
func shell(t *testing.T, line string) {
	t.Helper()
	bin := t.TempDir()
	put(t, filepath.Join(bin, "temper"), []byte("#!/bin/sh\nTEMPER_TEST_COMMAND=temper exec '"+os.Args[0]+"' \"$@\"\n"))
	if err := os.Chmod(filepath.Join(bin, "temper"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", line)
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%v\n%s", line, err, out)
	}
}

// What a study prints of a cell is a line for a shell that trains the same weights.
func TestStudyLines(t *testing.T) {
	notUnderRace(t)
	dir := t.TempDir()
	images := filepath.Join(dir, `it's "my" $HOME; *`)
	if err := os.Rename(tinyData(t), images); err != nil {
		t.Fatal(err)
	}
	for i, flags := range []string{
		"--losses contrastive,hard,dclw,siglip,supcon,simple --taus 0.3 --topk 3 --sigma 0.3 --lr 0.001 --skip-lonely",
		"--losses contrastive,hardsimple,triplet --taus 0.1 --alpha 0.25 --hinge 0.3 --mean --negatives inbatch --seed 9 --flip=false" +
			" --min-scale 0.5 --limit 40 --holdout 4 --ema 0.5 --optimiser adamw --schedule step --warmup 0",
		"--losses siglip,macl --taus 1e-1 --bias -4 --negatives queue --queue-length 20 --own-keys --per-class 2 --dim 8",
	} {
		out := filepath.Join(dir, "study "+string(rune('a'+i)))
		args := append([]string{"study", "--data", images, "--out", out}, words("--encoder mlp --epochs 2 --batch 16 --keep %s", flags)...)
		_, stderr := succeed(t, args...)
		s, err := study.Open(t.Context(), out, job.Watch{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range s.Rows {
			if row.Floor() {
				continue
			}
			line := row.Train + " --out RUN"
			if !strings.Contains(stderr, ": "+line+"\n") {
				t.Errorf("%s: the study does not print %s", row.Name(), line)
			}
			again := filepath.Join(t.TempDir(), "again")
			shell(t, strings.Replace(line, "--out RUN", "--out "+again, 1))
			if encoderOf(t, again) != encoderOf(t, filepath.Join(out, "runs", row.Name())) {
				t.Errorf("%s: other weights by %s", row.Name(), line)
			}
		}
	}
}

//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/portable"
)

// killedAfter runs the command in a process of its own and kills it after a time, and
// tells whether it still ran then. One that ended before must have ended well.
func killedAfter(t *testing.T, moment time.Duration, args ...string) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TEMPER_TEST_COMMAND=temper")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(moment, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return true
	}
	if status := cmd.ProcessState.ExitCode(); status != exitOK {
		t.Fatalf("temper %s: status %d, %s", strings.Join(args, " "), status, &stderr)
	}
	return false
}

// A run that is killed again and again, at any moment, ends in the bits of one that was
// left alone.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("dozens of processes take seconds")
	}
	begin := strings.Fields("train --data " + tinyData(t) + " --encoder mlp --dim 8 --batch 16 --epochs 8 --negatives queue --save-every 1ms")
	whole := filepath.Join(t.TempDir(), "run")
	begun := time.Now()
	if killedAfter(t, time.Minute, append(begin, "--out", whole)...) {
		t.Fatal("a run of moments takes a minute")
	}
	life := time.Since(begun)
	end := stateOf(t, whole)

	r := portable.NewRand(uint64(begun.UnixNano()))
	kills := 0
	for kills < 24 {
		dir := filepath.Join(t.TempDir(), "run")
		next := func() []string {
			if exists(filepath.Join(dir, configFile)) {
				return []string{"train", "--resume", "--save-every", "1ms", "--out", dir}
			}
			return append(begin, "--out", dir)
		}
		for range 6 { // in a row
			if !killedAfter(t, time.Duration(r.Float64()*float64(life)/2), next()...) {
				break
			}
			kills++
		}
		succeed(t, next()...)
		got := stateOf(t, dir)
		if got[checkpointFile] != end[checkpointFile] || got[configFile] != end[configFile] || len(got) != 5 {
			t.Errorf("after %d kills a run ends in other bits, with %v", kills, tree(t, dir))
		}
	}
	t.Logf("%d kills of processes that live for %v", kills, life)
}

// So does a race.
func TestTuneKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("dozens of processes take seconds")
	}
	images, dir := tinyData(t), t.TempDir()
	begin := func(out string) []string { return tuneTiny(images, out, "0.1,0.5,1", "--epochs", "8") }
	whole := filepath.Join(dir, "whole")
	begun := time.Now()
	if killedAfter(t, time.Minute, begin(whole)...) {
		t.Fatal("a race of moments takes a minute")
	}
	life := time.Since(begun)
	end := withoutLocks(stateOf(t, whole))

	r := portable.NewRand(uint64(begun.UnixNano()))
	for i := range 4 {
		out := filepath.Join(dir, string(rune('a'+i)))
		next := func() []string {
			if exists(filepath.Join(out, tuneFile)) {
				return []string{"tune", "--resume", "--out", out}
			}
			return begin(out)
		}
		kills := 0
		for range 4 {
			if !killedAfter(t, time.Duration(r.Float64()*float64(life)), next()...) {
				break
			}
			kills++
		}
		succeed(t, next()...)
		got := withoutLocks(stateOf(t, out))
		for name, content := range end {
			if !strings.HasSuffix(name, "metrics.csv") && got[name] != content {
				t.Errorf("after %d kills %s differs", kills, name)
			}
		}
	}
}

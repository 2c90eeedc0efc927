//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/race"
)

// forEver is a command line that trains on tiny images for as long as it is let, and writes
// checkpoints all the time.
func forEver(images, out string) []string {
	return strings.Fields("train --data " + images + " --batch 16 --encoder mlp --epochs 1000000 --save-every 1ms --out " + out)
}

// A second process has nothing of a run that another one trains, and does not disturb it.
// Whoever only looks at it may.
func TestTwoProcesses(t *testing.T) {
	images, out, z := tinyData(t), filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "z.npy")
	first := begin(t, "temper", os.Args[0], forEver(images, out)...)
	first.said(t) // of the first epoch
	for range 3 {
		fail(t, exitError, out+": another process is training in it", forEver(images, out)...)
		fail(t, exitError, out+": another process is training in it", "train", "--resume", "--out", out)
		stdout, stderr := succeed(t, "embed", out, "--data", images, "--out", z)
		if !strings.Contains(stdout, "16 rows of 128 values, of the weights ") || stderr != "" {
			t.Errorf("embed: %q, %q", stdout, stderr)
		}
		if _, stderr = succeed(t, "info", out); stderr != "" {
			t.Errorf("info: %q", stderr)
		}
		first.said(t)
	}
	first.Process.Signal(syscall.SIGTERM)
	if status, last := first.ends(t); status != 143 {
		t.Errorf("the first process: status %d, %q", status, last)
	}
	if files := tree(t, out); len(files) != 5 {
		t.Errorf("it leaves %v", files)
	}
	succeed(t, "info", out)
}

// slowImages is a folder of a file that never ends, a byte a millisecond. What is received
// says that somebody has begun to read.
func slowImages(t *testing.T) (dir string, begun <-chan bool) {
	dir = t.TempDir()
	path := filepath.Join(dir, "data_batch_1.bin")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes with names: ", err)
	}
	reading := make(chan bool)
	go func() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for a reader
		if err != nil {
			return
		}
		defer file.Close()
		close(reading)
		every := time.NewTicker(time.Millisecond)
		defer every.Stop()
		for range every.C {
			if _, err := file.Write([]byte{0}); err != nil {
				return // whoever read is gone
			}
		}
	}()
	return dir, reading
}

// A signal ends the loading of data, and nothing was begun then.
func TestSignalWhileLoading(t *testing.T) {
	dir, begun := slowImages(t)
	out := filepath.Join(t.TempDir(), "run")
	train := begin(t, "temper", os.Args[0], "train", "--data", dir, "--out", out)
	<-begun
	train.Process.Signal(syscall.SIGTERM)
	if status, last := train.ends(t); status != 143 || last != "temper: interrupted by SIGTERM" {
		t.Errorf("status %d, %q", status, last)
	}
	if exists(out) {
		t.Errorf("it leaves %v", tree(t, out))
	}
}

// A second signal ends a process that can not look at the first.
func TestSecondSignalWhileLoading(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "data_batch_1.bin")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes with names: ", err)
	}
	train := begin(t, "temper", os.Args[0], "train", "--data", dir, "--out", filepath.Join(dir, "run"))
	file, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for the reader, who will wait for a byte
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	train.Process.Signal(syscall.SIGTERM)
	train.Process.Signal(syscall.SIGINT) // a terminal that closes sends SIGHUP twice
	if status, last := train.ends(t); status != 143 && status != 130 || last != "" {
		t.Errorf("status %d, %q", status, last)
	}
}

// Two signals at once, while checkpoints are written all the time, leave no half a file
// and a run that can go on.
func TestTwoSignalsWhileSaving(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	args := forEver(tinyData(t), out)
	for range 6 {
		train := begin(t, "temper", os.Args[0], args...)
		train.said(t)
		train.Process.Signal(syscall.SIGTERM)
		train.Process.Signal(syscall.SIGINT)
		if status, last := train.ends(t); status != 143 && status != 130 {
			t.Errorf("status %d, %q", status, last)
		}
		for _, name := range tree(t, out) {
			if strings.HasPrefix(name, ".") {
				t.Errorf("%s is left behind", name)
			}
		}
		args = []string{"train", "--resume", "--save-every", "1ms", "--out", out}
	}
}

// A signal gives up the step that is under way, though it takes long, and the run ends in
// the bits of one that was left alone.
func TestSignalWithinAStep(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("large encoders take seconds")
	}
	endWithinAStep(t, filepath.Join(t.TempDir(), "large"), strings.Fields("--encoder resnet18 --limit 256 --batch 256")...)

	dir := t.TempDir()
	whole, cut := filepath.Join(dir, "whole"), filepath.Join(dir, "cut")
	args := strings.Fields("--encoder resnet20 --limit 256 --batch 256 --epochs 1")
	succeed(t, append([]string{"train", "--data", "shapes", "--out", whole}, args...)...)
	endWithinAStep(t, cut, args...)
	if stdout, _ := succeed(t, "info", cut); !strings.Contains(stdout, "the weights before the first step") {
		t.Errorf("the step was made: %s", stdout)
	}
	succeed(t, "train", "--resume", "--out", cut)
	if !bytes.Equal(get(t, filepath.Join(whole, checkpointFile)), get(t, filepath.Join(cut, checkpointFile))) {
		t.Error("other bits than those of the run that was left alone")
	}
}

// await waits for a file.
func await(t *testing.T, path string) {
	t.Helper()
	every, late := time.NewTicker(time.Millisecond), time.After(time.Minute)
	defer every.Stop()
	for !exists(path) {
		select {
		case <-every.C:
		case <-late:
			t.Fatalf("there is no %s", path)
		}
	}
}

// endWithinAStep ends a training in its first step.
func endWithinAStep(t *testing.T, out string, args ...string) {
	t.Helper()
	train := begin(t, "temper", os.Args[0], append([]string{"train", "--data", "shapes", "--threads", "1", "--out", out}, args...)...)
	await(t, filepath.Join(out, metricsFile)) // the last file before the step
	<-time.After(100 * time.Millisecond)      // a small part of it
	train.Process.Signal(syscall.SIGTERM)
	want := "temper: interrupted by SIGTERM, checkpoint written; to go on: temper train --resume --out " + out
	if status, last := train.ends(t); status != 143 || last != want {
		t.Fatalf("status %d, %q, want %q", status, last, want)
	}
}

// smallDisk is a folder on a disk of its own of 8 MB.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=8m", "temper", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted: %v, %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v, %s", err, out)
		}
	})
	return dir
}

// fill fills a disk up to so many bytes, with a file that it returns.
func fill(t *testing.T, disk string, but uint64) string {
	t.Helper()
	var stat syscall.Statfs_t
	if err := syscall.Statfs(disk, &stat); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(disk, "filler")
	put(t, path, make([]byte, max(but, stat.Bavail*uint64(stat.Bsize))-but))
	return path
}

// A disk without the room that a run needs ends it before its first step, and one that
// fills up ends it with its last checkpoint: with room again it goes on.
func TestFullDisk(t *testing.T) {
	images, disk := tinyData(t), smallDisk(t)
	whole := filepath.Join(t.TempDir(), "run")
	begin := threeEpochs(images)
	succeed(t, append(begin, "--out", whole)...)
	end := stateOf(t, whole)
	size := uint64(len(end[checkpointFile]))
	for but, want := range map[uint64]string{
		0:            "no space left on device",
		8 << 10:      "writing %s/checkpoint.safetensors: no space left on device",
		size * 3 / 2: "%s: the run's checkpoints need ",
	} {
		out := filepath.Join(disk, fmt.Sprint(but))
		want = strings.ReplaceAll(want, "%s", out)
		filler := fill(t, disk, but)
		fail(t, exitError, want, append(begin, "--out", out)...)
		for _, name := range tree(t, out) {
			if strings.HasPrefix(name, ".") {
				t.Errorf("%d bytes: %s is left behind", but, name)
			}
		}
		os.Remove(filler)
		next := append(begin, "--out", out)
		if exists(filepath.Join(out, configFile)) {
			next = []string{"train", "--resume", "--out", out}
		} else if but > 0 {
			t.Errorf("%d bytes: no %s", but, configFile)
		}
		succeed(t, next...)
		if stateOf(t, out)[checkpointFile] != end[checkpointFile] {
			t.Errorf("%d bytes: other bits in the end", but)
		}
		os.RemoveAll(out)
	}

	out := filepath.Join(disk, "run")
	var stdout bytes.Buffer
	var filler string
	stderr := &trigger{text: "epoch 1/", action: func() { filler = fill(t, disk, 0) }}
	status := run(t.Context(), append(begin, "--out", out), &stdout, stderr)
	lines := strings.Split(strings.TrimSpace(withoutLoads(stderr.String())), "\n")
	if want := "temper: writing " + filepath.Join(out, checkpointFile) + ": "; status != exitError || len(lines) != 2 ||
		!strings.HasPrefix(lines[1], want) || !strings.HasSuffix(lines[1], "no space left on device") {
		t.Errorf("status %d, %q, want a line for an epoch and %q", status, lines, want)
	}
	left := stateOf(t, out)
	fail(t, exitError, "no space left on device", "train", "--resume", "--out", out)
	if got := stateOf(t, out); len(got) != 5 || got[checkpointFile] != left[checkpointFile] {
		t.Errorf("there are %v", tree(t, out))
	}
	if info, _ := succeed(t, "info", out); !strings.Contains(info, "the weights after epoch 1 of 3") {
		t.Errorf("%s", info)
	}
	os.Remove(filler)
	succeed(t, "train", "--resume", "--out", out)
	if stateOf(t, out)[checkpointFile] != end[checkpointFile] {
		t.Error("other bits in the end")
	}
}

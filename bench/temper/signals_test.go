//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/race"
)

// promptly is how long a signal may take to end a command.
func promptly() time.Duration {
	if race.Enabled {
		return 20 * time.Second
	}
	return 2 * time.Second
}

// A running command is a process of its own.
type running struct {
	*exec.Cmd
	stderr *bufio.Reader
}

// begin starts the command, or what else a process of tests can be.
func begin(t *testing.T, as, command string, args ...string) *running {
	t.Helper()
	r := &running{Cmd: exec.Command(command, args...)}
	r.Env = append(os.Environ(), "TEMPER_TEST_COMMAND="+as)
	stderr, err := r.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Process.Kill() })
	r.stderr = bufio.NewReader(stderr)
	return r
}

// said waits for a line on standard error, other than one about the data.
func (r *running) said(t *testing.T) string {
	t.Helper()
	for {
		line, err := r.stderr.ReadString('\n')
		if err != nil {
			t.Fatalf("%q, %v", line, err)
		}
		if !isLoad(line) {
			return line
		}
	}
}

// ends waits until the command has ended, soon, and returns its status and the last line
// that it said.
func (r *running) ends(t *testing.T) (status int, last string) {
	t.Helper()
	late := time.AfterFunc(promptly(), func() {
		t.Errorf("it goes on after %v", promptly())
		r.Process.Kill()
	})
	said, _ := io.ReadAll(r.stderr)
	r.Wait()
	late.Stop()
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return r.ProcessState.ExitCode(), lines[len(lines)-1]
}

// endless is a command line that trains for as long as it is let.
func endless(out string) []string {
	return strings.Fields("train --data shapes --limit 256 --batch 32 --encoder mlp --epochs 1000000 --out " + out)
}

func TestSignals(t *testing.T) {
	for s, status := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		out := filepath.Join(t.TempDir(), "run")
		train := begin(t, "temper", os.Args[0], endless(out)...)
		train.said(t) // of the first epoch
		train.Process.Signal(s)
		got, last := train.ends(t)
		want := fmt.Sprintf("temper: interrupted by %s, checkpoint written; to go on: temper train --resume --out %s", ends[s], out)
		if got != status || last != want {
			t.Errorf("%v: status %d, want %d; %q, want %q", s, got, status, last, want)
		}
		if files := tree(t, out); len(files) != 5 {
			t.Errorf("%v leaves %v", s, files)
		}
	}
}

// A study keeps what it has.
func TestSignalToStudy(t *testing.T) {
	out := filepath.Join(t.TempDir(), "study")
	study := begin(t, "temper", os.Args[0], strings.Fields("study --limit 64 --epochs 1000000 --out "+out)...)
	study.said(t) // of the random encoder or of the pixels
	study.said(t)
	study.Process.Signal(syscall.SIGTERM)
	status, last := study.ends(t)
	if want := "temper: interrupted by SIGTERM, what has been trained is kept; to go on: temper study --resume --out " + out + ""; status != 143 || last != want {
		t.Errorf("status %d, %q, want %q", status, last, want)
	}
	if files := tree(t, out); !slices.Equal(files, []string{"report.html", "results.csv", "results.json"}) {
		t.Errorf("it leaves %v", files)
	}
}

// nohup lets the work go on.
func TestIgnoredSignal(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	args := append([]string{"-c", `trap "" HUP; exec "$0" "$@"`, os.Args[0]}, endless(out)...)
	train := begin(t, "temper", "/bin/sh", args...)
	train.said(t)
	train.Process.Signal(syscall.SIGHUP)
	for range 3 {
		if line := train.said(t); !strings.HasPrefix(line, "epoch ") {
			t.Fatalf("%q", line)
		}
	}
	train.Process.Signal(syscall.SIGTERM)
	if status, last := train.ends(t); status != 143 {
		t.Errorf("status %d, %q", status, last)
	}
}

// A second signal ends what the first one did not, and removes half a file. Another
// SIGHUP is none.
func TestSecondSignal(t *testing.T) {
	for first, others := range map[syscall.Signal][]syscall.Signal{
		syscall.SIGTERM: {syscall.SIGINT},
		syscall.SIGINT:  {syscall.SIGHUP, syscall.SIGINT},
		syscall.SIGHUP:  {syscall.SIGHUP, syscall.SIGTERM},
	} {
		dir := t.TempDir()
		stubborn := begin(t, "stubborn", os.Args[0], filepath.Join(dir, "file"))
		if line := stubborn.said(t); line != "begun\n" || len(tree(t, dir)) != 1 {
			t.Fatalf("%q, files %v", line, tree(t, dir))
		}
		stubborn.Process.Signal(first)
		if line := stubborn.said(t); line != "interrupted by "+ends[first]+"\n" {
			t.Errorf("%q", line)
		}
		for _, other := range others {
			stubborn.Process.Signal(other)
		}
		want := bySignal{others[len(others)-1]}.status()
		if status, last := stubborn.ends(t); status != want || last != "" {
			t.Errorf("%v, then %v: status %d, want %d; %q", first, others, status, want, last)
		}
		if files := tree(t, dir); len(files) > 0 {
			t.Errorf("it leaves %v", files)
		}
	}
}

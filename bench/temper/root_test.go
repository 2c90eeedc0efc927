package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/nn/format/atomicfile"
)

// TestMain lets the test binary be the command, for what only a process of its
// own shows: the exit status, and the environment that package kernels reads as
// it starts.
func TestMain(m *testing.M) {
	switch os.Getenv("TEMPER_TEST_COMMAND") {
	case "":
		os.Exit(m.Run())
	case "stubborn":
		stubborn(os.Args[1])
	default:
		main()
	}
}

// stubborn is work that the end of its context does not end, with half a file.
func stubborn(path string) {
	ctx := untilSignal(context.Background())
	if _, err := atomicfile.Create(path, 0o644); err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, "begun")
	<-ctx.Done()
	fmt.Fprintln(os.Stderr, interruption(ctx))
	select {}
}

// execute runs the command in a process of its own.
func execute(t *testing.T, env string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), "TEMPER_TEST_COMMAND=1", env)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func TestInstructionSet(t *testing.T) {
	for _, b := range kernels.Backends() {
		status, stdout, stderr := execute(t, "TEMPER_ISA="+b.Name(), "info", "--json")
		if status != exitOK || stderr != "" {
			t.Fatalf("%s: status %d, %q", b.Name(), status, stderr)
		}
		if isa := object(t, stdout)["isa"]; isa != b.Name() {
			t.Errorf("TEMPER_ISA=%s: isa = %v", b.Name(), isa)
		}
	}
	missing := "neon"
	if slices.ContainsFunc(kernels.Backends(), func(b *kernels.Backend) bool { return b.Name() == missing }) {
		missing = "avx2"
	}
	for _, name := range []string{"mmx", missing} {
		status, stdout, stderr := execute(t, "TEMPER_ISA="+name, "info", "--json")
		if status != exitError || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "TEMPER_ISA="+name) {
			t.Errorf("TEMPER_ISA=%s: status %d, stdout %q, stderr %q", name, status, stdout, stderr)
		}
	}
}

func TestExitStatus(t *testing.T) {
	for want, args := range map[int][]string{
		exitOK:    {"info"},
		exitError: {"eval", "--embeddings", "no such file.npy"},
		exitUsage: {"eval"},
	} {
		status, stdout, stderr := execute(t, "TEMPER_ISA=", args...)
		if status != want || strings.Count(stderr, "\n") != min(want, 1) || (stdout == "") != (want != exitOK) {
			t.Errorf("temper %s: status %d, want %d; stdout %q, stderr %q", strings.Join(args, " "), status, want, stdout, stderr)
		}
	}
}

// A signal has its status; a context that ends without one is an error like others.
func TestInterruption(t *testing.T) {
	t.Chdir(t.TempDir())
	matrices(t)
	for _, c := range []struct {
		cause  error
		status int
		want   string
	}{
		{nil, exitError, "temper: interrupted\n"},
		{errors.New("enough"), exitError, "temper: interrupted\n"},
		{bySignal{syscall.SIGTERM}, 143, "temper: interrupted by SIGTERM\n"},
		{bySignal{os.Interrupt}, 130, "temper: interrupted by SIGINT\n"},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(c.cause)
		var stdout, stderr bytes.Buffer
		status := run(ctx, strings.Fields("analyze --embeddings z0.npy"), &stdout, &stderr)
		if status != c.status || stderr.String() != c.want || stdout.Len() > 0 {
			t.Errorf("%v: status %d, %q, want %d, %q", c.cause, status, &stderr, c.status, c.want)
		}
	}
}

func TestInfo(t *testing.T) {
	stdout, stderr := succeed(t, "info", "--json", "--threads", "3")
	o := object(t, stdout)
	if o["threads"] != 3.0 || o["cpu"] == "" || o["isa"] != kernels.Active().Name() || stderr != "" {
		t.Errorf("%v, stderr %q", o, stderr)
	}
	if n := len(o["available"].([]any)); n != len(kernels.Backends()) {
		t.Errorf("%d instruction sets, want %d", n, len(kernels.Backends()))
	}
	if stdout, _ = succeed(t, "info"); !strings.Contains(stdout, "instruction set") {
		t.Errorf("info: %q", stdout)
	}
}

// Every subcommand explains itself, with an example that is a command line.
func TestHelp(t *testing.T) {
	for _, sub := range newRootCommand().Commands() {
		stdout, _ := succeed(t, sub.Name(), "--help")
		for _, want := range []string{"Examples:", "temper " + sub.Name(), "--seed", "--threads", "--json"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("temper %s --help lacks %q", sub.Name(), want)
			}
		}
	}
	stdout, _ := succeed(t)
	if !strings.Contains(stdout, "Available Commands:") {
		t.Errorf("temper: %q", stdout)
	}
}

func TestUsage(t *testing.T) {
	fail(t, exitUsage, `unknown command "los"`, "los")
	fail(t, exitUsage, "unknown flag: --fast", "--fast")
	fail(t, exitUsage, "invalid argument", "info", "--threads", "many")
	fail(t, exitUsage, "--threads -1", "info", "--threads", "-1")
}

// Whoever forgets a flag's name is told the line to type, unless it was given.
func TestArgumentsAreFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"eval", "z.npy"}, "temper: eval takes flags: temper eval --embeddings z.npy\n"},
		{[]string{"eval", "z.npy", "y.npy", "--json"}, "temper: eval takes flags: temper eval --embeddings z.npy --labels y.npy\n"},
		{[]string{"eval", "z.npy", "y.npy", "q.npy"}, "temper: eval takes no argument \"q.npy\"\n"},
		{[]string{"eval", "--embeddings", "z.npy", "y.npy"}, "temper: eval takes no argument \"y.npy\"\n"},
		{[]string{"mine", "d.npy", "q.npy"}, "temper: mine takes flags: temper mine --corpus d.npy --queries q.npy\n"},
		{[]string{"analyze", "z.npy"}, "temper: analyze takes flags: temper analyze --embeddings z.npy\n"},
		{[]string{"loss", "--tau", "0.1", "a.npy", "b.npy"}, "temper: loss takes flags: temper loss --z0 a.npy --z1 b.npy\n"},
		{[]string{"train", "cifar10"}, "temper: train takes flags: temper train --data cifar10\n"},
		{[]string{"study", "cifar10"}, "temper: study takes flags: temper study --data cifar10\n"},
		{[]string{"bench", "two\nlines"}, "temper: bench takes no argument \"two\\nlines\"\n"},
	} {
		fail(t, exitUsage, c.want, c.args...)
	}
}

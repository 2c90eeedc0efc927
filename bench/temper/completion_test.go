package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/abc86604/temper/loss"
)

func TestCompletion(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"cifar", "sketches", ".hidden", "runs"} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	put(t, "shapes.txt", nil)
	const (
		words   = cobra.ShellCompDirectiveNoFileComp
		more    = words | cobra.ShellCompDirectiveNoSpace
		files   = cobra.ShellCompDirectiveFilterFileExt
		folders = cobra.ShellCompDirectiveFilterDirs
	)
	dir := func(name string) string { return name + string(filepath.Separator) }
	losses := strings.Join(loss.Names(), " ")
	for _, c := range []struct {
		line      string // its last word, after the last space, is being typed
		want      string
		directive cobra.ShellCompDirective
	}{
		{"train --loss ", losses, words},
		{"loss --loss ", losses, words},
		{"loss --tau 0.1 --negatives ", "inbatch cross symmetric bank", words},
		{"train --negatives ", "bank queue inbatch", words},
		{"train --encoder ", "mlp resnet18 resnet20 resnet8", words},
		{"study --schedule ", "step cosine", words},
		{"train --tau-schedule ", "constant cosine learnable", words},
		{"embed run --split ", "train test", words},
		{"eval --probe ", "lbfgs sgd", words},
		{"embed run --layer ", "embedding features", words},
		{"train --data ", "shapes " + dir("cifar") + " " + dir("runs") + " " + dir("sketches"), more},
		{"train --data s", "shapes " + dir("sketches"), more},
		{"train --data sh", "shapes", words},
		{"train --data ci", "", folders},
		{"analyze --plot ", "svg png", files},
		{"loss --z0 ", "npy npz safetensors fvecs bvecs ivecs", files},
		{"loss --grad-extra ", "npy", files},
		{"embed run --out ", "npy", files},
		{"mine --out ", "tsv", files},
		{"mine --adapter ", "", folders},
		{"train --out ", "", folders},
		{"embed ", "", folders},
		{"embed run ", "", words},
		{"train ", "", words},
		{"train --lr ", "", words},
		{"bench --schedule ", "", words},
		{"info --threads ", "", words},
	} {
		got, directive := completed(t, strings.Split(c.line, " ")...)
		if strings.Join(got, " ") != c.want || directive != c.directive {
			t.Errorf("temper %s: %q, directive %d, want %q, %d", c.line, got, directive, c.want, c.directive)
		}
	}
	got, directive := completed(t, "study", "--losses", "simple,h")
	if !slices.Contains(got, "simple,hard") || len(got) != len(loss.Names()) || directive != more {
		t.Errorf("--losses: %q, directive %d", got, directive)
	}
}

// completed is what a shell is told of a command line: words, without what they are, and
// what else to do.
func completed(t *testing.T, args ...string) (words []string, directive cobra.ShellCompDirective) {
	t.Helper()
	stdout, _ := succeed(t, append([]string{"__complete"}, args...)...)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	for _, line := range lines[:len(lines)-1] {
		word, _, _ := strings.Cut(line, "\t")
		words = append(words, word)
	}
	n, err := strconv.Atoi(strings.TrimPrefix(lines[len(lines)-1], ":"))
	if err != nil {
		t.Fatalf("%v: %q", args, stdout)
	}
	return words, cobra.ShellCompDirective(n)
}

// A name in the table that no flag has any more is one that was forgotten.
func TestCompletionsAreOfFlags(t *testing.T) {
	flags := map[string]bool{}
	for _, sub := range newRootCommand().Commands() {
		sub.LocalFlags().VisitAll(func(f *pflag.Flag) { flags[f.Name], flags[sub.Name()+" "+f.Name] = true, true })
	}
	for name := range completions() {
		if !flags[name] {
			t.Errorf("no flag is called %q", name)
		}
	}
}

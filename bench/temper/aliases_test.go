package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
)

// A loss may be asked for by any of its names. What is printed and written has its own.
func TestAliases(t *testing.T) {
	notUnderRace(t)
	images, dir := tinyData(t), t.TempDir()
	own := newFamily(t)
	plain, _ := succeed(t, append([]string{"loss"}, own.pairs("--tau", "0.1")...)...)
	for _, m := range loss.Family() {
		for _, alias := range m.Aliases {
			text, _ := succeed(t, append([]string{"loss"}, own.pairs("--tau", "0.1", "--loss", alias)...)...)
			if m.Name == "contrastive" && normalText(text) != normalText(plain) {
				t.Errorf("--loss %s:\n%swant\n%s", alias, text, plain)
			}
		}
	}

	run := filepath.Join(dir, "run")
	stdout, _ := succeed(t, trainTiny(images, run, "--loss", "infonce", "--json")...)
	config := string(get(t, filepath.Join(run, "config.json")))
	if object(t, stdout)["loss"] != "contrastive" || strings.Contains(config, "infonce") || !strings.Contains(config, "contrastive") {
		t.Errorf("%s%s", stdout, config)
	}
	succeed(t, trainTiny(images, run, "--loss", "clip", "--resume")...)

	study := filepath.Join(dir, "study")
	cells := func(out, losses string, more ...string) []string {
		args := []string{"study", "--data", images, "--epochs", "1", "--batch", "16", "--taus", "0.5", "--losses", losses, "--out", out}
		return append(args, more...)
	}
	stdout, _ = succeed(t, cells(study, "ntxent,simple")...)
	for _, file := range []string{"results.json", "results.csv"} {
		if text := string(get(t, filepath.Join(study, file))); strings.Contains(text+stdout, "ntxent") || !strings.Contains(text, "contrastive") {
			t.Errorf("%s: %s", file, text)
		}
	}
	succeed(t, cells(study, "nt-xent,simple", "--resume")...)
	fail(t, exitError, "cell contrastive-tau0.5 is listed twice", cells(filepath.Join(dir, "two"), "infonce,clip")...)
}

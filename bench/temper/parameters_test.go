package main

import (
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
)

// Every loss and each of its parameters is in the help of what takes a loss.
func TestFamilyHelp(t *testing.T) {
	for _, command := range []string{"loss", "train", "study"} {
		help, _ := succeed(t, command, "--help")
		for _, m := range loss.Family() {
			if command != "study" && !strings.Contains(help, " "+m.Name+" ") {
				t.Errorf("%s --help does not explain %s", command, m.Name)
			}
			for _, f := range m.Fields {
				flag := flagName(f.Name)
				if command == "study" && f.Name == tau {
					flag = "taus"
				}
				if !strings.Contains(help, "--"+flag+" ") {
					t.Errorf("%s --help has no --%s of %s", command, flag, m.Name)
				}
			}
		}
	}
}

// A parameter's flag says what it is to each of the losses that have it.
func TestParameterUsage(t *testing.T) {
	a := &loss.Member{Name: "a", Fields: []loss.Field{{Name: "grip", Help: "how firm", Default: 1.5}}}
	b := &loss.Member{Name: "b", Fields: []loss.Field{{Name: "grip", Help: "how firm", Default: 2.0}}}
	c := &loss.Member{Name: "c", Fields: []loss.Field{{Name: "grip", Help: "how long", Default: 1.5}}}
	p := parameter{name: "grip", losses: []*loss.Member{a, b, c}}
	if got, want := p.usage(), "a, b: how firm; c: how long"; got != want {
		t.Errorf("usage %q, want %q", got, want)
	}
	if got, want := p.otherDefaults(), ", b 2"; got != want {
		t.Errorf("other defaults %q, want %q", got, want)
	}
	for _, p := range parameters() {
		if has := p.name == tau; has != p.usual() {
			t.Errorf("%s: usual %v", p.name, p.usual())
		}
		if text := p.usage(); p.name == tau && !(strings.HasPrefix(text, "temperature, in [1e-4, 1e4]; ") &&
			strings.Contains(text, "hardsimple, simple, ") && strings.HasSuffix(text, " have none")) {
			t.Errorf("tau: %q", text)
		}
	}
}

func TestWrap(t *testing.T) {
	if got := strings.Join(wrap("one two τττ four", 7), "|"); got != "one two|τττ|four" {
		t.Errorf("%q", got)
	}
}

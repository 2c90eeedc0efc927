package main

import (
	"regexp"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	vcs := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	const hash = "cb457d8c19c3e5d7b555a7028b80e23f8706f131"
	platform := ", " + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH + ")"
	for want, build := range map[string]debug.BuildInfo{
		coming + " (commit unknown":              {},
		coming + " (commit unknown" + platform:   {Main: debug.Module{Version: "(devel)"}},
		coming + " (commit cb457d8" + platform:   {Main: debug.Module{Version: "v0.0.0-20261126124129-cb457d8c19c3"}, Settings: vcs(hash, "false")},
		coming + " (commit cb457d8 with changes": {Settings: vcs(hash, "true")},
		"v0.3.1 (commit unknown" + platform:      {Main: debug.Module{Version: "v0.3.1", Sum: "h1:"}},
		coming + " (commit unknown, go":          {Settings: vcs("", "true")},
	} {
		if got := version(&build); len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestVersionFlag(t *testing.T) {
	stdout, stderr := succeed(t, "--version")
	if !regexp.MustCompile(`^temper v\d+\.\d+\.\d+\S* \(commit [0-9a-z ]+, go\S+, \w+/\w+\)\n$`).MatchString(stdout) || stderr != "" {
		t.Errorf("%q, stderr %q", stdout, stderr)
	}
}

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// coming is the version that this source is to become, for what is built in a checkout.
const coming = "v0.2.0-dev"

// version says which temper this is: its version, the commit it was built from and what
// built it for what, as far as the build tells.
func version(build *debug.BuildInfo) string {
	number := coming
	if build.Main.Version != "" && build.Main.Version != "(devel)" && buildSetting(build, "vcs.revision") == "" {
		number = build.Main.Version // go install ...@v1.2.3
	}
	return fmt.Sprintf("%s (commit %s, %s, %s/%s)", number, commit(build), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// commit is the commit that the build was made from.
func commit(build *debug.BuildInfo) string {
	const digits = 7
	revision := buildSetting(build, "vcs.revision")
	if len(revision) < digits {
		return "unknown"
	}
	if buildSetting(build, "vcs.modified") == "true" {
		return revision[:digits] + " with changes"
	}
	return revision[:digits]
}

// buildSetting is what the build says under a key, nothing if it does not.
func buildSetting(build *debug.BuildInfo, key string) string {
	for _, s := range build.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// thisBuild is what this program knows of its build.
func thisBuild() *debug.BuildInfo {
	if build, ok := debug.ReadBuildInfo(); ok {
		return build
	}
	return &debug.BuildInfo{}
}

// Package race tells tests whether the race detector watches them: it allocates and
// takes its time.
package race

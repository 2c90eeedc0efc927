//go:build !race

package analysis

// raceEnabled tells whether the race detector watches.
const raceEnabled = false

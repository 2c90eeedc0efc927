//go:build !race

package loss

// raceEnabled tells whether the race detector watches.
const raceEnabled = false

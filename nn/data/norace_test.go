//go:build !race

package data

// raceDetector tells that the race detector is on, which allocates as well.
const raceDetector = false

package tune

import "fmt"

// A Round of a race: those that are left train until so many epochs are complete, and the
// best of them go on.
type Round struct {
	Epochs int `json:"epochs"` // from the start
	Keep   int `json:"keep"`   // how many go on; of the last round, 1: the winner
}

// firstLook is the part of a training before which nobody is judged: what is seen earlier
// says little of the end.
const firstLook = 8

// Rounds are those of a race of n, at least one, to so many epochs, at least one. The worse
// half is dropped at a half of the epochs, before that at a quarter and an eighth where it
// takes as many looks to come down to one, and each look is rounded down to a whole epoch.
// Of an odd number the greater half goes on. Beyond eight, or with fewer epochs than eight,
// several may reach the end: they are all trained to it.
//
// A race of 2, 4 or 8 costs 1.5, 2 or 2.5 times one training, where training all of them
// costs 2, 4 or 8 times that.
func Rounds(n, epochs int) (all []Round) {
	if n < 1 || epochs < 1 {
		panic(fmt.Sprintf("tune: Rounds: %d entrants, %d epochs", n, epochs))
	}
	for part := firstLook; part > 1; part /= 2 {
		if n <= part/2 || epochs < part {
			continue
		}
		n = (n + 1) / 2
		all = append(all, Round{epochs / part, n})
	}
	return append(all, Round{epochs, 1})
}

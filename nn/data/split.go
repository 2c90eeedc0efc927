package data

import "fmt"

// Split names one half of a data set.
type Split string

// The two halves: encoders are trained on Train and evaluated on Test.
const (
	Train Split = "train"
	Test  Split = "test"
)

func checkSplit(split Split) error {
	if split != Train && split != Test {
		return fmt.Errorf("unknown split %q: it is %q or %q", split, Train, Test)
	}
	return nil
}

// holdOut: of a folder, class or matrix that is not split itself, item holdOut-1 of
// every holdOut belongs to the test split.
const holdOut = 10

func inSplit(i int, split Split) bool {
	held := i%holdOut == holdOut-1
	return held == (split == Test)
}

// keep returns those of all that belong to the split.
func keep[T any](all []T, split Split) []T {
	var kept []T
	for i, one := range all {
		if inSplit(i, split) {
			kept = append(kept, one)
		}
	}
	return kept
}

package data

import (
	"fmt"
	"strings"
)

// A BadItem is an item of a data set that cannot be used.
type BadItem struct {
	Name string // as [Named] has it: a file, a file and the number of its record, or a row
	Why  string
}

func (b BadItem) String() string { return b.Name + ": " + b.Why }

// BadItems is the error for a data set with bad items among the others. Whoever wants the
// others all the same loads with [Loader.SkipBad].
type BadItems struct {
	Path  string // of the data set
	Of    int    // items that there are, good and bad
	Items []BadItem
}

// badShown is the number of bad items that are named.
const badShown = 5

// Error says how many there are, and names the first of them.
func (b *BadItems) Error() string {
	return fmt.Sprintf("%s: %s: %s", b.Path, badOf(len(b.Items), b.Of), b.First())
}

// First says of the first of them what is wrong, and how many more there are.
func (b *BadItems) First() string {
	names := make([]string, 0, badShown)
	for _, item := range b.Items[:min(badShown, len(b.Items))] {
		names = append(names, item.String())
	}
	text := strings.Join(names, "; ")
	if more := len(b.Items) - badShown; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

func badOf(bad, all int) string {
	if bad == 1 {
		return fmt.Sprintf("1 of %d items is bad", all)
	}
	return fmt.Sprintf("%d of %d items are bad", bad, all)
}

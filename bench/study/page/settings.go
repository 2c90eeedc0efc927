package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn/setting"
)

// group is settings that belong together.
type group struct {
	Title    string
	Settings []option
}

// option is one setting: its flag, its value and what it is.
type option struct{ Name, Value, Help string }

// groupsOf are all settings of a study.
func groupsOf(s study.Settings) []group {
	plan := options(setting.Of(&s.Plan))
	plan = append(plan,
		option{"losses", listed(s.Losses), "in place of the preset's"},
		option{"taus", listed(s.Taus), "temperatures in place of the preset's"},
		option{"circle", listed(s.Circle), "temperatures of the cells that embed into two values"},
	)
	for _, name := range slices.Sorted(maps.Keys(s.Parameters)) {
		plan = append(plan, option{strings.ReplaceAll(name, "_", "-"), fmt.Sprint(s.Parameters[name]), "parameter of the losses that have it"})
	}
	return []group{{"The study", plan}, {"Every training", options(setting.Of(&s.Settings))}}
}

func options(all []*setting.Setting) (list []option) {
	for _, one := range all {
		list = append(list, option{one.Flag(), none(one.String()), one.Help})
	}
	return list
}

// listed writes a list as its flag takes it.
func listed[T any](all []T) string {
	words := make([]string, len(all))
	for i, x := range all {
		words[i] = fmt.Sprint(x)
	}
	return none(strings.Join(words, ","))
}

// none stands in the place of a value that is empty.
func none(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

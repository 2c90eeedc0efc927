package train

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// same returns an error that names the first setting in which now differs from
// the configuration that the run was started with. Where the items were read from
// does not matter, nor does the order of sums.
func (c config) same(now config) error {
	now.Data.Source, now.Data.Origin, now.configArithmetic = c.Data.Source, c.Data.Origin, c.configArithmetic
	was, is := make(map[string]string), make(map[string]string)
	flatten(was, nil, c)
	flatten(is, nil, now)
	all := maps.Clone(was)
	maps.Copy(all, is)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if was[path] != is[path] {
			return fmt.Errorf("%s is %s, the run was started with %s", path, orNone(is[path]), orNone(was[path]))
		}
	}
	return nil
}

// flatten puts every setting in v into flat, as JSON under its dotted path,
// such as "loss.tau".
func flatten(flat map[string]string, path []string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic("nn: configuration: " + err.Error()) // a field that JSON has no word for
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil {
		flat[strings.Join(path, ".")] = string(text)
		return
	}
	for key, value := range object {
		flatten(flat, append(path[:len(path):len(path)], key), value)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

package loss

import (
	"encoding/json"
	"fmt"
	"math"
)

// Name returns the name of l in the family.
func Name(l Loss) string { return MemberOf(l).Name }

// MemberOf returns the declaration of l. A loss over the hardest negatives is the
// member with that name, if there is one.
func MemberOf(l Loss) *Member {
	base, keep, _ := parts(l)
	m := base.member()
	if keep.hard() {
		for _, hard := range family {
			if hard.Hardest && hard.baseName() == m.Name {
				return hard
			}
		}
	}
	return m
}

// Get returns a parameter of l, or nil if l has none of that name: a float64 or a
// bool of the loss; of its selection "topk" (int), "alpha" (float64), "margin" (a
// float64, or nil if none is dropped) and "other_class" (bool).
func Get(l Loss, name string) any {
	base, keep, _ := parts(l)
	m := base.member()
	if i := m.index(name); i >= 0 {
		return m.get(base, i)
	}
	return keep.get(name)
}

// Set returns l with the parameter of that name set to value, which has one of the
// types that [Get] returns; a margin of nil drops none. A name that l has no
// parameter of, and a value of another type, are errors. Whether the value is in
// range is [Check]'s question.
func Set(l Loss, name string, value any) (Loss, error) {
	base, keep, err := parts(l)
	if err != nil {
		return nil, err
	}
	m := base.member()
	if i := m.index(name); i >= 0 {
		if fmt.Sprintf("%T", value) != fmt.Sprintf("%T", m.Fields[i].Default) {
			return nil, fmt.Errorf("%s of %s is %v, want a %T", name, m.Name, value, m.Fields[i].Default)
		}
		return over(m.set(base, i, value), keep), nil
	}
	known, err := keep.set(name, value)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, fmt.Errorf("%s has no parameter %s", m.Name, name)
	}
	return over(base, keep), nil
}

// Parameters returns all parameters of l by their names, those of its selection too.
func Parameters(l Loss) map[string]any {
	all := map[string]any{}
	for _, f := range MemberOf(l).Fields {
		all[f.Name] = Get(l, f.Name)
	}
	for _, name := range selectionNames {
		all[name] = Get(l, name)
	}
	return all
}

// Marshal returns l as a JSON object: its name and all of its parameters.
func Marshal(l Loss) ([]byte, error) {
	all := Parameters(l)
	all["name"] = Name(l)
	return json.Marshal(all)
}

// Unmarshal is the inverse of [Marshal]. Parameters that are left out have their
// defaults; unknown ones and values out of range are errors.
func Unmarshal(text []byte) (Loss, error) {
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	name, _ := all["name"].(string)
	l, err := New(name)
	if err != nil {
		return nil, err
	}
	delete(all, "name")
	if n, alpha := all[topK], all["alpha"]; n != nil && n != 0.0 && alpha == nil {
		all["alpha"] = 0.0 // a number stands instead of the fraction that is the default
	}
	m := MemberOf(l)
	for name, v := range all {
		if n, isNumber := v.(float64); isNumber && name == topK {
			if n != math.Trunc(n) || math.Abs(n) > 1<<53 {
				return nil, fmt.Errorf("topk is %v, want an integer", n)
			}
			v = int(n)
		}
		if l, err = Set(l, name, v); err != nil {
			return nil, err
		}
	}
	if m.Hardest && !MemberOf(l).Hardest {
		return nil, fmt.Errorf("%s keeps no hardest negatives: topk and alpha are 0", m.Name)
	}
	return l, Check(l)
}

package figures

import (
	"fmt"
	"math"
	"strings"
)

// alt says in words what a figure of a measure against τ shows: where each curve begins and
// ends and which is its highest point, and the levels.
func alt(m measure, all []series) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = s.alt()
	}
	return m.shows + " against the temperature. " + strings.Join(parts, "; ") + "."
}

func (s series) alt() string {
	first, last := s.over[0], s.over[len(s.over)-1]
	if s.look.level || len(s.over) == 1 {
		return s.name + " " + three(first.y)
	}
	top := first
	for _, p := range s.over {
		if p.y > top.y {
			top = p
		}
	}
	return fmt.Sprintf("%s from %s at τ = %s to %s at %s, highest %s at %s",
		s.name, three(first.y), short(first.tau), three(last.y), short(last.tau), three(top.y), short(top.tau))
}

// three writes a number to three digits.
func three(x float64) string {
	digits := 3 - int(math.Floor(math.Log10(math.Max(1e-2, math.Abs(x)))+1))
	return fmt.Sprintf("%.*f", max(0, digits), x)
}

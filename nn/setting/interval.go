package setting

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An interval holds the finite numbers from least to most, without the ends that are open.
type interval struct {
	least, most         float64
	leastOpen, mostOpen bool
}

// parseInterval reads "[0,1)"; nothing at all stands for every finite number.
func parseInterval(text string) (interval, error) {
	i := interval{least: math.Inf(-1), most: math.Inf(1)}
	if text == "" {
		return i, nil
	}
	inner := strings.Trim(text, "[]()")
	from, to, comma := strings.Cut(inner, ",")
	if !comma || len(inner)+2 != len(text) {
		return i, fmt.Errorf("range %q", text)
	}
	i.leastOpen = text[0] == '(' && from != ""
	i.mostOpen = text[len(text)-1] == ')' && to != ""
	for _, end := range []struct {
		text string
		to   *float64
	}{{from, &i.least}, {to, &i.most}} {
		if end.text == "" {
			continue
		}
		x, err := strconv.ParseFloat(end.text, 64)
		if err != nil {
			return i, fmt.Errorf("range %q", text)
		}
		*end.to = x
	}
	return i, nil
}

// has tells whether x is a number of the interval. Not a number is none. An open end is
// not reached in float32 either, which is what most numbers become: a momentum of
// 1 - 1e-9 would be one of 1.
func (i interval) has(x float64) bool {
	rounded := float64(float32(x))
	above := rounded > i.least || x >= i.least && !i.leastOpen
	below := rounded < i.most || x <= i.most && !i.mostOpen
	return above && below && !math.IsInf(x, 0)
}

// String says in words which numbers those are.
func (i interval) String() string {
	lower, upper := !math.IsInf(i.least, -1), !math.IsInf(i.most, 1)
	switch {
	case !lower && !upper:
		return "a finite number"
	case i.least == 0 && i.leastOpen && !upper:
		return "a positive number"
	case !upper && i.leastOpen:
		return fmt.Sprintf("more than %v", i.least)
	case !upper:
		return fmt.Sprintf("at least %v", i.least)
	}
	return i.lowerEnd() + i.upperEnd()
}

func (i interval) lowerEnd() string {
	switch {
	case math.IsInf(i.least, -1):
		return ""
	case i.leastOpen:
		return fmt.Sprintf("more than %v and ", i.least)
	}
	return fmt.Sprintf("from %v to ", i.least)
}

func (i interval) upperEnd() string {
	switch {
	case i.mostOpen:
		return fmt.Sprintf("less than %v", i.most)
	case i.leastOpen || math.IsInf(i.least, -1):
		return fmt.Sprintf("at most %v", i.most)
	}
	return fmt.Sprint(i.most)
}

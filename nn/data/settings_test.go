package data

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// TestAugmentIsDeclared holds the tags of Augment: their defaults are those of
// DefaultAugment, and lie in their ranges.
func TestAugmentIsDeclared(t *testing.T) {
	defaults := reflect.ValueOf(DefaultAugment())
	var names []string
	for i := range defaults.NumField() {
		field, value := defaults.Type().Field(i), defaults.Field(i)
		names = append(names, field.Tag.Get("json"))
		if help := field.Tag.Get("help"); help == "" || len(help) >= 70 || strings.Contains(help, "\n") {
			t.Errorf("%s: help %q", field.Name, help)
		}
		text := field.Tag.Get("default")
		if value.Kind() == reflect.Bool {
			if text != strconv.FormatBool(value.Bool()) {
				t.Errorf("%s: default %q, DefaultAugment has %v", field.Name, text, value)
			}
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v != value.Float() {
			t.Errorf("%s: default %q, DefaultAugment has %v", field.Name, text, value)
		}
		if r := field.Tag.Get("range"); !within(t, r, v) {
			t.Errorf("%s: default %v is not in %s", field.Name, v, r)
		}
	}
	if got := strings.Join(names, " "); got != "min_scale flip jitter gray blur noise mask" {
		t.Errorf("names %s", got)
	}
}

// within tells whether v lies in an interval such as "[0,1)" or "[0,)".
func within(t *testing.T, interval string, v float64) bool {
	t.Helper()
	from, to, ok := strings.Cut(strings.Trim(interval, "[()]"), ",")
	low, err := strconv.ParseFloat(from, 64)
	if !ok || err != nil {
		t.Fatalf("range %q", interval)
	}
	if v < low || v == low && interval[0] == '(' {
		return false
	}
	if to == "" {
		return true
	}
	high, err := strconv.ParseFloat(to, 64)
	if err != nil {
		t.Fatalf("range %q", interval)
	}
	return v < high || v == high && strings.HasSuffix(interval, "]")
}

// TestOldAugment reads what was written before rows had views.
func TestOldAugment(t *testing.T) {
	a := DefaultAugment()
	text := `{"min_scale": 0.5, "flip": false, "jitter": 0.1, "gray": 0, "blur": 0.25}`
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	if want := (Augment{MinScale: 0.5, Jitter: 0.1, Blur: 0.25}); a != want {
		t.Errorf("read %+v, want %+v", a, want)
	}
}

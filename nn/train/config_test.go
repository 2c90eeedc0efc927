package train

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/setting"
)

// replaced is text with what stands in it once, in its first place, replaced.
func replaced(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("no %q in\n%s", old, text)
	}
	return strings.Replace(text, old, new, 1)
}

// described is the configuration of a trainer.
func described(t *testing.T, trainer *Trainer) config {
	t.Helper()
	set, err := trainer.settled()
	if err != nil {
		t.Fatal(err)
	}
	return describe(set)
}

func encoded(t *testing.T, c config) string {
	t.Helper()
	text, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// extremes are values at the ends of what a setting may be, and what text does not hold as
// it is.
var extremes = map[string][]string{
	"float": {"0", "1e-300", "5e-324", "0.1", "0.30000000000000004", "0.9999999999999999", "1.7976931348623157e+308", "1e21", "123456789.12345679"},
	"int":   {"0", "1", "2", "9007199254740993", "9223372036854775807", "4611686018427387904"},
	"uint":  {"0", "18446744073709551615", "9007199254740993"},
	"bool":  {"true", "false"},
}

// Every setting that is in its range comes back from config.json as it was.
func TestConfigRoundTrip(t *testing.T) {
	base := described(t, newSmall(t, Queue))
	for _, s := range setting.Of(&base.Settings) {
		values := extremes[s.Type()]
		if s.Choices != nil {
			values = s.Choices
		}
		tried := 0
		for _, value := range values {
			c := base
			changed := setting.Find(&c.Settings, s.Name)
			if err := changed.Set(value); err != nil || changed.Check() != nil {
				continue // out of its range
			}
			tried++
			read, err := decodeConfig([]byte(encoded(t, c)))
			if err != nil {
				t.Errorf("%s %s: %v", s.Name, value, err)
				continue
			}
			c.fill(c.Data.Images)
			if read.Settings != c.Settings {
				t.Errorf("%s %s: read as %+v", s.Name, value, read.Settings)
			}
			if err := c.same(read); err != nil {
				t.Errorf("%s %s: %v", s.Name, value, err)
			}
		}
		if tried < 2 {
			t.Errorf("%s: %d values of %q are in its range", s.Name, tried, values)
		}
	}
}

// without is a configuration without a key, which may be one of "augment".
func without(t *testing.T, text, key string, more map[string]any) string {
	t.Helper()
	var all map[string]any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&all); err != nil {
		t.Fatal(err)
	}
	augment := all["augment"].(map[string]any)
	_, own := all[key]
	_, inner := augment[key]
	if own == inner {
		t.Fatalf("%s is %v and %v in the configuration", key, own, inner)
	}
	delete(all, key)
	delete(augment, key)
	for key, value := range more {
		all[key] = value
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A configuration from before a setting has the setting's default. Formats of before have
// own keys.
func TestConfigWithoutASetting(t *testing.T) {
	unusual := described(t, newSmall(t, Queue))
	for _, s := range setting.Of(&unusual.Settings) { // none is at its default
		for _, value := range append(extremes[s.Type()], s.Choices...) {
			before := s.String()
			if s.Set(value); s.Check() == nil && value != s.Default {
				break
			}
			s.Set(before)
		}
		if s.String() == s.Default {
			t.Fatalf("%s is at its default", s.Name)
		}
	}
	unusual.Loss = configLoss{loss.Contrastive{Tau: 0.3}}
	text := encoded(t, unusual)
	for _, format := range []int{2, configFormat} {
		for _, s := range setting.Of(&unusual.Settings) {
			read, err := decodeConfig([]byte(without(t, text, s.Name, map[string]any{"format": format})))
			if err != nil {
				t.Errorf("without %s: %v", s.Name, err)
				continue
			}
			want := unusual
			setting.Find(&want.Settings, s.Name).Set(s.Default)
			if format == 2 {
				want.OwnKeys = true
			}
			want.fill(want.Data.Images)
			if read.Settings != want.Settings {
				t.Errorf("format %d without %s: %+v\nwant %+v", format, s.Name, read.Settings, want.Settings)
			}
		}
	}
	read, err := decodeConfig([]byte(text))
	if err != nil || read.Settings != unusual.Settings {
		t.Errorf("with all settings: %+v, %v", read.Settings, err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	text := encoded(t, described(t, newSmall(t, Bank)))
	for _, c := range []struct{ old, new, want string }{
		{`"epochs"`, `"epoch"`, `unknown field "epoch"`},
		{`"min_scale"`, `"max_scale"`, `unknown field "max_scale"`},
		{`"images"`, `"rows"`, `unknown field "rows"`},
		{`"dim"`, `"dims"`, `unknown field "dims"`},
		{`"arithmetic"`, `"arithmetics"`, `unknown field "arithmetics"`},
		{`"seed": 5`, `"seed": -5`, "seed"},
		{`"seed": 5`, `"seed": 18446744073709551616`, "seed"},
		{`"batch": 6`, `"batch": 6.5`, "batch"},
		{`"lr": 0.05`, `"lr": "0.05"`, "lr"},
		{`"lr": 0.05`, `"lr": 1e999`, "lr"},
		{`"name": "contrastive"`, `"name": "contrasting"`, `unknown loss "contrasting"`},
	} {
		_, err := decodeConfig([]byte(replaced(t, text, c.old, c.new)))
		wantError(t, c.new, err, c.want)
	}
	_, err := decodeConfig([]byte(without(t, text, "loss", nil)))
	wantError(t, "no loss", err, "it has no loss")
}

// Of several differences the first is named, in the order of their names; and one in which
// a setting differs is never none.
func TestSameNamesTheDifference(t *testing.T) {
	base := described(t, newSmall(t, Queue))
	for _, s := range setting.Of(&base.Settings) {
		now := base
		changed := setting.Find(&now.Settings, s.Name)
		for _, value := range append(extremes[s.Type()], s.Choices...) {
			if changed.Set(value); !changed.Equal(s) {
				break
			}
		}
		name := s.Name
		if _, err := json.Marshal(now); err != nil {
			t.Fatal(err)
		}
		if setting.Find(&now.Augment, name) != nil {
			name = "augment." + name
		}
		is, was := inJSON(t, changed), inJSON(t, s)
		wantError(t, name, base.same(now), fmt.Sprintf("%s is %s, the run was started with %s", name, is, was))
	}
	now := base
	now.Seed, now.Batch, now.Loss.Loss, now.Augment.Mask = 6, 7, loss.Contrastive{Tau: math.Nextafter(0.2, 1)}, 0.5
	for _, c := range []struct {
		want string
		back func()
	}{
		{"augment.mask is 0.5, the run was started with 0", func() { now.Augment.Mask = 0 }},
		{"batch is 7, the run was started with 6", func() { now.Batch = 6 }},
		{"loss.tau is 0.20000000000000004, the run was started with 0.2", func() { now.Loss = base.Loss }},
		{"seed is 6, the run was started with 5", func() { now.Seed = 5 }},
	} {
		wantError(t, c.want, base.same(now), c.want)
		c.back()
	}
	now.Arithmetic, now.Before, now.Data.Source, now.Data.Path = 1, []int{0}, "elsewhere", "there"
	if err := base.same(now); err != nil {
		t.Errorf("where items come from and the order of sums: %v", err)
	}
}

// inJSON is a value as config.json has it.
func inJSON(t *testing.T, s *setting.Setting) string {
	t.Helper()
	if s.Type() == "string" {
		return `"` + s.String() + `"`
	}
	if s.Type() != "float" {
		return s.String()
	}
	var x float64
	fmt.Sscan(s.String(), &x)
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

package setting

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

type shapes struct {
	Size float64 `json:"size" default:"0.5" range:"(0,1]" help:"of each"`
}

type sample struct {
	Count  int    `json:"count" default:"50" range:"[1,)" help:"how many"`
	Kind   string `json:"kind" default:"step" choices:"step,cosine" help:"of what kind"`
	shapes        // embedded
	Nested struct {
		Deep float64 `json:"deep_one" default:"1e-08" range:"[0,1)" help:"further down"`
	} `json:"nested"`
	Flip bool    `json:"flip" default:"true" help:"or not"`
	Seed uint64  `json:"seed" default:"18446744073709551615" help:"of everything"`
	Free float64 `json:"free" default:"-3" help:"any"`
	Rate float64 `json:"rate" default:"1" range:"(0,)" help:"how fast"`
}

func defaults() *sample {
	var s sample
	SetDefaults(&s)
	return &s
}

func TestDefaults(t *testing.T) {
	s := defaults()
	if s.Count != 50 || s.Kind != "step" || s.Size != 0.5 || s.Nested.Deep != 1e-8 || !s.Flip || s.Seed != math.MaxUint64 || s.Free != -3 {
		t.Errorf("%+v", s)
	}
	if err := Check(s); err != nil {
		t.Error(err)
	}
	var names []string
	for _, one := range Of(s) {
		names = append(names, one.Flag()+"="+one.String())
	}
	const want = "count=50 kind=step size=0.5 deep-one=1e-08 flip=true seed=18446744073709551615 free=-3 rate=1"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		change func(*sample)
		want   string // "": none
	}{
		{func(s *sample) { s.Count = 1 }, ""},
		{func(s *sample) { s.Count = 0 }, "count 0: want at least 1"},
		{func(s *sample) { s.Kind = "" }, `kind "": want step or cosine`},
		{func(s *sample) { s.Size = 1 }, ""},
		{func(s *sample) { s.Size = 0 }, "size 0: want more than 0 and at most 1"},
		{func(s *sample) { s.Size = math.NaN() }, "size NaN: want"},
		{func(s *sample) { s.Nested.Deep = 0 }, ""},
		{func(s *sample) { s.Nested.Deep = 1 }, "deep one 1: want from 0 to less than 1"},
		{func(s *sample) { s.Nested.Deep = 1 - 1e-7 }, ""},
		{func(s *sample) { s.Nested.Deep = 1 - 1e-9 }, "deep one 0.999999999: want from 0 to less than 1"},
		{func(s *sample) { s.Size = 1e-50 }, "size 1e-50: want more than 0 and at most 1"},
		{func(s *sample) { s.Rate = math.MaxFloat64 }, ""},
		{func(s *sample) { s.Rate = math.Inf(1) }, "rate +Inf: want a positive number"},
		{func(s *sample) { s.Free = math.MaxFloat64 }, ""},
		{func(s *sample) { s.Free = math.Inf(-1) }, "free -Inf: want a finite number"},
	} {
		s := defaults()
		c.change(s)
		err := Check(s)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", s, err, c.want)
		}
	}
}

// What a setting prints it reads again, and what is no value is refused.
func TestSet(t *testing.T) {
	s := defaults()
	for name, texts := range map[string][]string{
		"count": {"7", "-1", "x7", "1.5", ""}, "seed": {"9", "0", "-1", "1e3"},
		"size": {"0.1", "5e-324", "abc"}, "flip": {"false", "true", "maybe"}, "kind": {"anything"},
	} {
		one := Find(s, name)
		for _, text := range texts {
			err := one.Set(text)
			if good := one.String() == text; good != (err == nil) {
				t.Errorf("%s %q: %v, and then it is %s", name, text, err, one)
			}
		}
	}
	if Find(s, "none") != nil {
		t.Error("a setting that there is not")
	}
}

func TestCopyAndEqual(t *testing.T) {
	a, b := defaults(), defaults()
	a.Nested.Deep = 0.25
	from, to := Find(a, "deep_one"), Find(b, "deep_one")
	if from.Equal(to) {
		t.Error("0.25 is 1e-08")
	}
	if to.Copy(from); b.Nested.Deep != 0.25 || !from.Equal(to) {
		t.Errorf("%v", b.Nested.Deep)
	}
}

// The names are those of JSON.
func TestJSON(t *testing.T) {
	text, err := json.Marshal(defaults())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range Of(defaults()) {
		if !strings.Contains(string(text), `"`+one.Name+`":`) {
			t.Errorf("%s has no %s", text, one.Name)
		}
	}
}

func TestDeclarationsAreChecked(t *testing.T) {
	for name, s := range map[string]any{
		"no name": &struct {
			A int `help:"x" default:"1"`
		}{},
		"no help": &struct {
			A int `json:"a" default:"1"`
		}{},
		"range": &struct {
			A int `json:"a" help:"x" default:"1" range:"1"`
		}{},
		"ends": &struct {
			A int `json:"a" help:"x" default:"1" range:"[a,b]"`
		}{},
		"default": &struct {
			A int `json:"a" help:"x" default:"one"`
		}{},
		"no default": &struct {
			A int `json:"a" help:"x"`
		}{},
		"no such types": &struct {
			A []int `json:"a" help:"x" default:""`
		}{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			SetDefaults(s)
		}()
	}
}

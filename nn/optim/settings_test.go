package optim

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestNewKnowsEveryName(t *testing.T) {
	field, _ := reflect.TypeFor[Settings]().FieldByName("Optimiser")
	if choices := field.Tag.Get("choices"); choices != strings.Join(Names(), ",") {
		t.Errorf("the tag has the choices %s, Names %s", choices, Names())
	}
	for _, name := range Names() {
		if _, err := New(nil, Settings{Optimiser: name, Epsilon: 1e-8}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		settings Settings
		want     string // what the error names; empty if there is none
	}{
		{Settings{Optimiser: "adam"}, `unknown optimiser "adam"`},
		{Settings{}, `unknown optimiser ""`},
		{Settings{Optimiser: "sgd", Beta1: 7, Beta2: -1}, ""},
		{Settings{Optimiser: "sgd", Momentum: 1}, "momentum 1,"},
		{Settings{Optimiser: "nesterov", Momentum: -0.1}, "momentum -0.1,"},
		{Settings{Optimiser: "nesterov", WeightDecay: math.NaN()}, "weight_decay NaN,"},
		{Settings{Optimiser: "sgd", WeightDecay: 1e39}, "weight_decay 1e+39,"},
		{Settings{Optimiser: "adamw", Momentum: 3, Epsilon: 1e-8}, ""},
		{Settings{Optimiser: "adamw", Epsilon: 0}, "epsilon 0,"},
		{Settings{Optimiser: "adamw", Epsilon: 1e-50}, "epsilon 1e-50,"},
		{Settings{Optimiser: "adamw", Epsilon: math.Inf(1)}, "epsilon +Inf,"},
		{Settings{Optimiser: "adamw", Epsilon: 1e-8, Beta1: 1}, "beta1 1,"},
		{Settings{Optimiser: "adamw", Epsilon: 1e-8, Beta2: 0.999999999}, "beta2 0.999999999,"},
		{Settings{Optimiser: "adamw", Epsilon: 1e-8, Beta2: math.NaN()}, "beta2 NaN,"},
		{Settings{Optimiser: "adamw", Epsilon: 1e-8, WeightDecay: -1}, "weight_decay -1,"},
	} {
		_, err := New(nil, c.settings)
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.settings, err, c.want)
		}
	}
}
